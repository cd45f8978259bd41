import json


def price_of(order):
    return order["cart"]["total"]


def read_order(text):
    return json.loads(text)["order"]
