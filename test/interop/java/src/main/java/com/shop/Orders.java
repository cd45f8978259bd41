package com.shop;

final class Orders {
    static int priceOf(String[] order) {
        return Integer.parseInt(order[0]);
    }

    static int readOrder(String text) {
        return text.charAt(40);
    }
}
