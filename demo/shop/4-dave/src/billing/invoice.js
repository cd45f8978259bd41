const UNKNOWN = { address: { street: 'an unknown street' } };

function headline(number) {
  return `Invoice ${number}`;
}

function printInvoice(invoice) {
  const customer = invoice.customer ?? UNKNOWN;
  return `${headline(invoice.number)} for ${customer.address.street}`;
}

module.exports = { printInvoice };
