import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openForwarder, until } from './fixtures.ts';
import { accept, answerStatus, startUpstream } from './loopback-upstream.ts';
import type { Answer } from './loopback-upstream.ts';

const failOn =
  (poison: string): Answer =>
  (received, response) =>
    (received.body.toString() === poison ? answerStatus(503) : accept)(received, response);

test('a batch on which the upstream always fails holds up no others, is put off, and in the end given up and counted', async (t) => {
  const upstream = await startUpstream(t, answerStatus(503));
  const { forward, spool, outcomes, timers, log } = await openForwarder(t, upstream);
  await forward('poison');
  for (let i = 0; i < 40; i++) await forward(String(i));
  upstream.received.length = 0;
  upstream.answerWith(failOn('poison'));

  for (let rounds = 0; spool.size().count > 1; rounds++) {
    assert.ok(rounds < 60, 'the others get through');
    timers.pass(60_000);
    await until(() => timers.delays().some((ms) => ms < 60_000) || spool.size().count === 1);
  }
  const others = new Set(upstream.bodies().filter((body) => body !== 'poison'));
  assert.equal(others.size, 40);

  for (let more = 0; spool.size().count > 0; more++) {
    assert.ok(more < 200, 'it is given up');
    timers.pass();
    await until(() => timers.delays().length > 0 || spool.size().count === 0);
    await forward(`more ${more}`);
  }
  const totals = outcomes.totals();
  assert.equal(totals['batches_dropped{given up, from the spool}'], 1);
  assert.equal(totals['spans_dropped{given up, from the spool}'], 1);
  const tries = upstream.bodies().filter((body) => body === 'poison').length;
  assert.ok(tries >= 25, `tried ${tries} times`);
  assert.ok(log.lines.some(({ level, message }) => level === 'error' && message.includes('was dropped')));
});

test('while a batch is put off, new ones go straight to the upstream', async (t) => {
  const upstream = await startUpstream(t, answerStatus(503));
  const { forward, spool, timers } = await openForwarder(t, upstream);
  await forward('poison');
  upstream.answerWith(failOn('poison'));
  const isPutOff = () => timers.delays().includes(60_000);
  for (let i = 0; !isPutOff(); i++) {
    assert.ok(i < 100, 'it is put off');
    await forward(String(i));
    timers.pass();
    await until(() => timers.delays().length > 0);
  }
  timers.pass(60_000);
  await until(() => spool.size().count === 1);
  assert.equal(await forward('new'), 'accepted');
  assert.ok(isPutOff());
});

test('an outage, however long, costs no batch and puts none off', async (t) => {
  const upstream = await startUpstream(t, answerStatus(503));
  const { forward, spool, timers } = await openForwarder(t, upstream);
  const sent = Array.from({ length: 12 }, (_, i) => String(i));
  for (const body of sent) await forward(body);
  for (let i = 0; i < 200; i++) {
    timers.pass();
    await until(() => timers.delays().length > 0);
    assert.ok(timers.delays().every((ms) => ms <= 30_000));
  }
  assert.equal(spool.size().count, 12);
  assert.equal(timers.delays().length, 1);
  upstream.received.length = 0;
  upstream.answerWith(accept);
  timers.pass();
  await until(() => spool.size().count === 0);
  assert.deepEqual(upstream.bodies().toSorted(), sent.toSorted());
});
