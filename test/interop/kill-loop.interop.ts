import { test } from 'node:test';
import { runKillLoop } from '../walk/kill-loop/run-kill-loop.ts';

const { KILLS = '200', SEED = '2026' } = process.env;

test(`killed ${KILLS} times at random moments, it has counted exactly, mailed once and forwarded everything`, (t) =>
  runKillLoop(t, { kills: Number(KILLS), seed: Number(SEED) }));
