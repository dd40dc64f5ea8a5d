import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Notifier } from '../../src/analysis/ports/notifier.ts';
import type { OutboxMessage } from '../../src/analysis/ports/outbox.ts';
import { secret } from '../../src/model/secret.ts';
import { grafanaNotifier } from '../../src/notify/grafana.ts';
import { slackNotifier } from '../../src/notify/slack.ts';
import { signatureOf, webhookNotifier } from '../../src/notify/webhook.ts';
import { type HttpServer, startHttpServer } from '../support/http-server.ts';
import { changeMessage, reportMessage, SLOT, START } from './sample-change.ts';

const common = { name: 'a', timeoutMs: 5000, giveUpAfterMs: 1000 };
const publicUrl = new URL('https://serinus.example/canary/');
const LINK = 'https://serinus.example/canary/analyses/018f';

describe('what is sent', () => {
  let server: HttpServer;
  beforeEach(async () => {
    server = await startHttpServer((_, response) => response.writeHead(200).end('ok'));
  });
  afterEach(() => server.close());

  const send = (notifier: Notifier, changes: Parameters<typeof changeMessage>[0] = {}) => sendMessage(notifier, changeMessage(changes));
  const sendMessage = async (notifier: Notifier, message: OutboxMessage) => {
    assert.deepEqual(await notifier.deliver([message], AbortSignal.timeout(5000)), { kind: 'delivered' });
    const { method, path, headers, body } = server.requests.at(-1)!;
    assert.equal(method, 'POST');
    assert.equal(headers['content-type'], 'application/json');
    return { path, headers, body, json: JSON.parse(body) };
  };
  const slack = (options = {}) => slackNotifier({ ...common, url: secret(`${server.url}/services/T0/B0/x`), ...options });
  const grafana = (options = {}) =>
    grafanaNotifier({ ...common, url: new URL(`${server.url}/grafana/`), token: secret('glsa_1'), ...options });
  const webhook = (key: string, now = SLOT, options = {}) =>
    webhookNotifier({ ...common, url: secret(`${server.url}/hook?a=b`), secret: secret(key), ...options }, { now: () => now });

  it('Slack: the verdict, the reason and the score, in what its look-alikes understand', async () => {
    const { path, json } = await send(slack({ publicUrl }));
    assert.equal(path, '/services/T0/B0/x');
    assert.deepEqual(json, {
      text: 'checkout: rollback (candidate version=v2, control version=v1)',
      mrkdwn: false,
      attachments: [
        {
          ...{ fallback: 'errors is harmful', color: 'danger', title: 'The analysis', title_link: LINK, text: 'errors is harmful' },
          fields: [
            { title: 'Score', value: '0', short: true },
            { title: 'Looks', value: '30', short: true },
          ],
          ...{ footer: `serinus 018f-${SLOT}`, ts: SLOT / 1000, mrkdwn_in: [] },
        },
      ],
    });
  });

  // https://api.slack.com/reference/surfaces/formatting: these three characters are all that must be escaped.
  it('Slack: nothing that mentions anybody or links anywhere', async () => {
    const { body } = await send(slack(), { candidate: { version: '<!channel>' }, reason: '<https://evil.example|ours> & "so" on' });
    assert.doesNotMatch(body, /[<>]/);
    assert.match(body, /candidate version=&lt;!channel&gt;/);
    assert.match(body, /&lt;https:\/\/evil.example\|ours&gt; &amp; \\"so\\" on/);
  });

  it('Slack: a dash for a score that cannot be said, no link without an address', async () => {
    const { json } = await send(slack(), { change: 'cancelled', verdict: 'continue', score: null, control: {} });
    assert.equal(json.text, 'checkout: cancelled, verdict continue (candidate version=v2, control of the config)');
    assert.equal(json.attachments[0].fields[0].value, '-');
    assert.equal('title_link' in json.attachments[0], false);
  });

  it('webhook: the whole change under its id, the same at every attempt', async () => {
    const first = await send(webhook('a secret of any length', SLOT, { publicUrl }));
    const second = await send(webhook('a secret of any length', SLOT + 60_000, { publicUrl }));
    assert.deepEqual(first.json, {
      id: `018f-${SLOT}`,
      type: 'analysis.rollback',
      timestamp: '2026-01-31T12:30:00.000Z',
      data: {
        ...{
          change: 'rollback',
          analysis: '018f',
          config: 'checkout',
          mode: 'canary',
          control: { version: 'v1' },
          candidate: { version: 'v2' },
        },
        ...{ verdict: 'rollback', verdictBefore: 'continue', status: 'finished', score: 0, looks: 30, start: '2026-01-31T12:00:00.000Z' },
        ...{ reason: 'errors is harmful', reasons: ['errors is harmful', 'latency is undecided'], link: LINK },
      },
    });
    assert.equal(first.path, '/hook?a=b');
    assert.equal(second.body, first.body);
    assert.equal(second.headers['webhook-id'], first.headers['webhook-id']);
    assert.notEqual(second.headers['webhook-signature'], first.headers['webhook-signature']);
  });

  for (const [name, text, key] of [
    ['a text', 'a secret of any length, é', Buffer.from('a secret of any length, é')],
    ['a key in base64', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64')],
  ] as const) {
    it(`webhook: signed by ${name}, over id, time of the attempt and body`, async () => {
      const { headers, body } = await send(webhook(text, SLOT + 61_999), { reason: 'é ü 漢' });
      assert.equal(headers['webhook-timestamp'], String(SLOT / 1000 + 61));
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
      assert.equal(headers['webhook-signature'], `v1,${createHmac('sha256', key).update(signed, 'utf8').digest('base64')}`);
    });
  }

  // The example of the specification and of its libraries' documentation: standardwebhooks.com and docs.svix.com, "Verifying manually".
  it('webhook: signs the published example as published', () => {
    const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' };
    assert.equal(signatureOf(message, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'), 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('Grafana: a region over the analysis, found by its tags', async () => {
    const { path, headers, json } = await send(grafana({ publicUrl, dashboardUid: 'abc' }), { reason: 'p99 < "2" & more' });
    assert.equal(path, '/grafana/api/annotations');
    assert.equal(headers.authorization, 'Bearer glsa_1');
    assert.deepEqual(json, {
      dashboardUID: 'abc',
      time: START,
      timeEnd: SLOT,
      tags: ['serinus', 'config:checkout', 'change:rollback', 'verdict:rollback', `id:018f-${SLOT}`],
      text: `checkout: rollback (candidate version=v2, control version=v1)\np99 &lt; &quot;2&quot; &amp; more\nscore 0\n<a href="${LINK}">the analysis</a>`,
    });
  });

  const REPORT = 'pets-20260131T123000Z-1f0c';
  const REPORT_LINK = `https://serinus.example/canary/reports/${REPORT}`;
  const SENTENCE = 'Do not roll out: 12 % of 5000 pairs diverge.';

  it('Slack: a report by its sentence', async () => {
    const { json } = await sendMessage(slack({ publicUrl }), reportMessage());
    assert.deepEqual(json, {
      text: 'pets: report on candidate v2, do-not-roll-out',
      mrkdwn: false,
      attachments: [
        {
          ...{ fallback: SENTENCE, color: 'danger', title: 'The report', title_link: REPORT_LINK, text: SENTENCE },
          fields: [
            { title: 'Pairs', value: '5000', short: true },
            { title: 'Divergent', value: '600', short: true },
          ],
          ...{ footer: `serinus ${REPORT}`, ts: SLOT / 1000, mrkdwn_in: [] },
        },
      ],
    });
    const { body } = await sendMessage(slack(), reportMessage({ sentence: 'label <!channel> & "so" diverges more' }));
    assert.doesNotMatch(body, /[<>]/);
  });

  it('webhook: a report as a type of its own', async () => {
    const { json, headers } = await sendMessage(webhook('a secret of any length', SLOT, { publicUrl }), reportMessage());
    assert.equal(headers['webhook-id'], REPORT);
    assert.deepEqual(json, {
      id: REPORT,
      type: 'report.made',
      timestamp: '2026-01-31T12:30:00.000Z',
      data: {
        ...{ report: REPORT, config: 'pets', candidate: 'v2', action: 'do-not-roll-out', sentence: SENTENCE, pairs: 5000, divergent: 600 },
        ...{ from: '2026-01-31T12:00:00.000Z', to: '2026-01-31T12:30:00.000Z', link: REPORT_LINK },
      },
    });
  });

  it('Grafana: a region over the time of a report', async () => {
    const { json } = await sendMessage(grafana({ publicUrl }), reportMessage({ sentence: 'a < b' }));
    assert.deepEqual(json, {
      time: START,
      timeEnd: SLOT,
      tags: ['serinus', 'config:pets', 'change:report', 'action:do-not-roll-out', `id:${REPORT}`],
      text: `pets: report on candidate v2, do-not-roll-out\na &lt; b\n<a href="${REPORT_LINK}">the report</a>`,
    });
  });

  it('Grafana: of the organization without a dashboard, a moment for an analysis that was to begin later', async () => {
    const { json } = await send(grafana(), { startMs: SLOT + 1000, change: 'cancelled' });
    assert.deepEqual([json.time, json.timeEnd, 'dashboardUID' in json], [SLOT, SLOT, false]);
  });
});
