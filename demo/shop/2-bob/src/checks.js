function requirePositive(value, name) {
  if (value > 0) return value;
  const message = `${name} must be positive, and is ${value}`;
  throw new RangeError(message);
}

module.exports = { requirePositive };
