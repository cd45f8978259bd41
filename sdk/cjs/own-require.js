'use strict';

const path = require('node:path');

exports.createOwnRequire = () => require;
exports.importApi = () => import('@opentelemetry/api');

/** From Node 22.12 on, an ES module can be loaded at once, before the application registers anything with it. */
exports.requireApi = () => {
  try {
    return require(path.join(path.dirname(require.resolve('@opentelemetry/api')), 'index.mjs'));
  } catch {
    return undefined;
  }
};
