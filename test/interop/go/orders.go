package main

import (
	"encoding/json"
	"fmt"
	"strconv"
)

func priceOf(order map[string]string) (int, error) {
	price, err := strconv.Atoi(order["total"])
	if err != nil {
		return 0, fmt.Errorf("the price cannot be read: %w", err)
	}
	return price, nil
}

func readOrder(text string) (map[string]string, error) {
	var order map[string]string
	return order, json.Unmarshal([]byte(text), &order)
}
