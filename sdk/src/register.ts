import process from 'node:process';

import { start } from './start.ts';

/** For `node --import @flawless/sdk/register`: the options that OpenTelemetry has no variables for have ours. */
start({
  processHandlers: isAsked('FLAWLESS_PROCESS_HANDLERS'),
  captureLocals: isAsked('FLAWLESS_CAPTURE_LOCALS'),
});

function isAsked(name: string): boolean {
  return process.env[name]?.trim().toLowerCase() === 'true';
}
