#!/usr/bin/env node

/*
 * The entry point. It runs on any Node.js that knows modules, so that an old one is told what is wrong instead of failing inside of
 * something it does not know: nothing is imported before the version is checked.
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`serinus: Node.js 22.18 or later is needed, this is ${process.versions.node}\n`);
  process.exitCode = 70;
} else {
  const { withSmallYoungGeneration } = await import('./compose/small-young-generation.ts');
  const { runProgram, deps } = await withSmallYoungGeneration(async () => {
    const { runProgram } = await import('./cli/run-program.ts');
    const { composeCli } = await import('./compose/cli-deps.ts');
    return { runProgram, deps: await composeCli(process.env) };
  });
  process.exitCode = await runProgram(process, deps);
}

export {};
