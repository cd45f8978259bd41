import { createRequire } from 'node:module';
import { Catch, Controller, Get, HttpException, Module, UseFilters } from '@nestjs/common';
import { BaseExceptionFilter, NestFactory } from '@nestjs/core';

const load = createRequire(import.meta.url);
load('reflect-metadata');

/** What a decorator of a method does where decorators cannot be written. */
function decorate(Class, name, ...decorators) {
  const descriptor = Object.getOwnPropertyDescriptor(Class.prototype, name);
  for (const decorator of decorators) decorator(Class.prototype, name, descriptor);
}

class App {
  name = 'shop';
}
Module({})(App);

class ShopError extends Error {}
class ShopFilter {
  #own = 'own';
  catch(error, host) {
    host.switchToHttp().getResponse().status(500).send(`${this.#own}: ${error.message}`);
  }
}
Catch(ShopError)(ShopFilter);

export async function start(flawless) {
  class Carts {
    async cart() {
      await Promise.resolve();
      throw new TypeError('no price');
    }
    sync() {
      throw new RangeError('at once');
    }
    refused() {
      throw new HttpException('not like that', 422);
    }
    broken() {
      throw new HttpException('no database', 503);
    }
    text() {
      throw 'a text';
    }
    fine() {
      return 'fine';
    }
    items() {
      throw new ShopError('in a router');
    }
  }
  decorate(Carts, 'cart', Get('/carts/:id'));
  for (const name of ['sync', 'refused', 'broken', 'text', 'fine']) decorate(Carts, name, Get(`/${name}`));
  const own = new ShopFilter();
  decorate(Carts, 'items', Get('/shop/items/:id'), UseFilters(flawless?.flawlessNest(own) ?? own));
  Controller()(Carts);

  // Required, so that its instrumentation sees it, before Nest imports it.
  load('express');
  const app = await NestFactory.create({ module: App, controllers: [Carts] }, { logger: false });
  const filter = new BaseExceptionFilter(app.getHttpAdapter());
  const options = { headers: ['Host', 'authorization', 'cookie'] };
  app.useGlobalFilters(flawless?.flawlessNest(filter, options) ?? filter);
  await app.listen(0, '127.0.0.1');
  return { port: app.getHttpServer().address().port, close: () => app.close() };
}
