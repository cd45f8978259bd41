'use strict';

exports.createOwnRequire = () => require;
exports.importApi = () => import('@opentelemetry/api');
