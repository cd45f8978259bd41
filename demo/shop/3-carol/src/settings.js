const yaml = require('yaml');

const TEXT = 'currency: EUR\n  tax: [19, 7\n';

function readSettings() {
  const settings = yaml.parse(TEXT);
  return settings.currency;
}

module.exports = { readSettings };
