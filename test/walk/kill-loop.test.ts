import { test } from 'node:test';
import { runKillLoop } from './kill-loop/run-kill-loop.ts';

test('killed ten times at random moments, it has counted exactly, mailed once and forwarded everything', (t) =>
  runKillLoop(t, { kills: 10, seed: 7 }));
