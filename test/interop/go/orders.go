package main

import "strings"

type cart struct{ total int }

type order struct{ cart *cart }

func priceOf(order order) int {
	return order.cart.total
}

func readOrder(text string) string {
	return strings.Split(text, ":")[1]
}
