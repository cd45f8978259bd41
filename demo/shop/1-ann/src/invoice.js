function printInvoice(invoice) {
  const street = invoice.customer.address.street;
  return `Invoice ${invoice.number} for ${street}`;
}

module.exports = { printInvoice };
