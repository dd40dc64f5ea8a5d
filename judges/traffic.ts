import { defineJudge, judgeTraffic, Type } from '../src/judge-kit.ts';

export default defineJudge({
  name: 'traffic',
  description:
    'Checks that the candidate gets the share of the requests it is meant to get; a sample-ratio mismatch spoils every comparison.',
  kinds: ['count'],
  parameters: Type.Object(
    {
      share: Type.Number({
        exclusiveMinimum: 0,
        maximum: 100,
        description:
          "canary mode: the candidate's share of all requests, such as 0.1. shadow mode: requests mirrored for each of the control's, 1 for all.",
      }),
    },
    { additionalProperties: false },
  ),
  judge: (input, { share }) => judgeTraffic(input, share),
});
