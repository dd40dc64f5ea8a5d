# Built in one stage with the whole toolchain, run in another with nothing but Node and the product.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY .ci/node24/package.json .ci/node24/
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY judges judges
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production SERINUS_STORE=/data/serinus.db SERINUS_CONFIGS=/app/configs
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY configs configs
COPY docs/schema docs/schema
COPY fixtures/demo/recording.json fixtures/demo/
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 8080}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/src/main.js"]
CMD ["serve"]
