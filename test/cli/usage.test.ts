import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { EXIT } from '../../src/cli/exit-codes.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { fakeDeps } from './fake-deps.ts';
import { memoryIo } from './memory-io.ts';

const SCOPES = ['--control', 'v=1', '--candidate', 'v=2'];
const SERVER = ['--server', 'http://127.0.0.1:1'];

/** Nothing is opened, read or asked for any of these: the fake dependencies throw, which would be status 70. */
const refused: readonly { readonly args: readonly string[]; readonly says: RegExp }[] = [
  { args: [], says: /no command is given/ },
  { args: ['promote'], says: /unknown command 'promote'/ },
  { args: ['--frobnicate'], says: /unknown option '--frobnicate'/ },
  { args: ['--settings'], says: /argument missing/ },

  { args: ['serve', 'now'], says: /too many arguments/ },
  { args: ['serve', '--port', '1'], says: /unknown option '--port'/ },

  { args: ['validate', '--strict'], says: /unknown option '--strict'/ },

  { args: ['analyze', ...SCOPES], says: /missing required argument 'config'/ },
  { args: ['analyze', 'a.yaml'], says: /required option '--control/ },
  { args: ['analyze', 'a.yaml', '--control', 'v=1'], says: /required option '--candidate/ },
  { args: ['analyze', 'a.yaml', '--control', 'v', '--candidate', 'v=2'], says: /"v" is not key=value/ },
  { args: ['analyze', 'a.yaml', '--control', '=1', '--candidate', 'v=2'], says: /"=1" is not key=value/ },
  { args: ['analyze', 'a.yaml', '--control', 'v=1,v=2', '--candidate', 'v=2'], says: /v is given twice/ },
  { args: ['analyze', 'a.yaml', ...SCOPES, '--prometheus', 'localhost:9090'], says: /must begin with http/ },
  { args: ['analyze', 'a.yaml', ...SCOPES, '--prometheus', 'nowhere'], says: /not an address/ },
  { args: ['analyze', 'a.yaml', ...SCOPES, '--prometheus', 'http://u:p@h'], says: /password shows in the process list/ },
  { args: ['analyze', 'a.yaml', ...SCOPES, '--prometheus', 'http://h', '--from-file', 'f'], says: /cannot be used with option/ },
  { args: ['analyze', 'a.yaml', ...SCOPES, '--start', 'yesterday'], says: /a time is/ },
  { args: ['analyze', 'a.yaml', ...SCOPES, '--start', '2026-01-01T00:00:00'], says: /a time is/ },
  { args: ['analyze', 'a.yaml', ...SCOPES, '--start', '2026-13-01T00:00:00Z'], says: /a time is/ },
  { args: ['analyze', 'a.yaml', ...SCOPES, '--end', '1h'], says: /--end needs --start/ },
  { args: ['analyze', 'a.yaml', ...SCOPES, '--start', '1h', '--end', '2h'], says: /is not before the end/ },
  { args: ['analyze', 'a.yaml', ...SCOPES, '--start', '1h', '--end', '2026-01-01T13:00:00Z'], says: /--end .* is yet to come/ },
  { args: ['analyze', 'a.yaml', ...SCOPES, '--start', '2026-01-01T13:00:00Z'], says: /--start .* is yet to come/ },
  { args: ['analyze', 'a.yaml', ...SCOPES, '--once'], says: /--once needs --start/ },
  { args: ['analyze', 'a.yaml', ...SCOPES, '--json', '--markdown'], says: /give --markdown a file/ },
  { args: ['analyze', 'a.yaml', ...SCOPES, '--junit'], says: /argument missing/ },

  { args: ['verdict', '--analysis', 'x'], says: /required option '--server/ },
  { args: ['verdict', '--server', 'ftp://h', '--analysis', 'x'], says: /must begin with http/ },
  { args: ['verdict', ...SERVER], says: /needs --analysis, or --config/ },
  { args: ['verdict', ...SERVER, '--config', 'c', '--control', 'v=1'], says: /needs --analysis, or --config/ },
  { args: ['verdict', ...SERVER, '--analysis', 'x', '--config', 'c'], says: /cannot be used with option/ },
  { args: ['verdict', ...SERVER, '--analysis', 'x', '--control', 'v=1'], says: /cannot be used with option/ },
  { args: ['verdict', ...SERVER, '--analysis', 'x', '--max-age', '5 minutes'], says: /is not a duration/ },

  { args: ['rejudge'], says: /missing required argument 'analysis'/ },
  { args: ['rejudge', 'x', '--look', '0'], says: /not a whole number from 1 on/ },
  { args: ['rejudge', 'x', '--look', '1.5'], says: /not a whole number from 1 on/ },
  { args: ['rejudge', 'x', '--look', '1', '--slot', '1h'], says: /cannot be used with option/ },

  { args: ['migrate', '--to', 'postgres'], says: /required option '--from/ },
  { args: ['migrate', '--from', 'sqlite:a.db'], says: /required option '--to/ },
  { args: ['migrate', '--from', 'a.db', '--to', 'postgres'], says: /not sqlite:FILE/ },
  { args: ['migrate', '--from', 'sqlite:', '--to', 'postgres'], says: /not sqlite:FILE/ },
  { args: ['migrate', '--from', 'sqlite:a.db', '--to', 'postgres://u:p@h/d'], says: /Allowed choices are postgres/ },

  { args: ['judge'], says: /missing required argument 'config'/ },
  { args: ['judge', 'a.yaml', 'pairs.ndjson'], says: /too many arguments/ },

  { args: ['demo', '--fast'], says: /unknown option '--fast'/ },
];

describe('a command line that cannot be meant', () => {
  for (const { args, says } of refused) {
    it(`serinus ${args.join(' ')}`, async () => {
      const io = memoryIo();
      assert.equal(await runCli(args, io, fakeDeps()), EXIT.usage);
      assert.equal(io.out(), '');
      const last = io.err().trimEnd().split('\n').at(-1)!;
      assert.match(last, /^serinus: /);
      assert.match(last, says);
      assert.doesNotMatch(io.err(), /^ +at /m, 'no stack');
    });
  }
});

describe('help and version', () => {
  for (const args of [['--help'], ['help'], ['analyze', '--help']]) {
    it(`serinus ${args.join(' ')} is a success on stdout`, async () => {
      const io = memoryIo();
      assert.equal(await runCli(args, io, fakeDeps()), EXIT.success);
      assert.match(io.out(), /^Usage: serinus/);
      assert.equal(io.err(), '');
    });
  }

  it('--version prints the version alone', async () => {
    const io = memoryIo();
    assert.equal(await runCli(['--version'], io, fakeDeps()), EXIT.success);
    assert.equal(io.out(), '1.2.3\n');
  });
});

describe('a fault of the program', () => {
  it('is status 70 and a sentence without a stack', async () => {
    const io = memoryIo();
    assert.equal(await runCli(['serve'], io, fakeDeps()), EXIT.internal);
    assert.equal(io.err(), 'serinus: serve must not be used here\n');
  });

  it('shows its stack and its causes when debugging', async () => {
    const io = memoryIo({ isDebug: true });
    const serve = async () => {
      throw new Error('no server', { cause: new Error('the port is taken') });
    };
    assert.equal(await runCli(['serve'], io, fakeDeps({ serve })), EXIT.internal);
    assert.match(io.err(), /^serinus: no server\nError: no server\n +at /);
    assert.match(io.err(), /caused by Error: the port is taken/);
  });
});
