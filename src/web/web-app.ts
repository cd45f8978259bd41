import { Router } from '@koa/router';
import Koa, { type Context } from 'koa';
import type { Config } from '../config/options.ts';
import type { RuleBook } from '../config/rule-book.ts';
import type { Links } from '../links.ts';
import type { SourceMapper } from '../locate/source-maps/source-mapper.ts';
import type { Store } from '../store/store.ts';
import type { Log } from '../telemetry/log.ts';
import { createAboutPage } from './about-page.ts';
import { createFailurePages } from './failure-pages.ts';
import { createFormTokens } from './form-token.ts';
import type { Health } from './health.ts';
import { createHealthPage } from './health-page.ts';
import { createKnownErrorPages } from './known-error-pages.ts';
import { createHostCheck } from './known-host.ts';
import { createLayout, type Layout } from './layout.ts';
import { createMailFolder } from './mail-folder.ts';
import { createMailPages } from './mail-pages.ts';
import { createPageLinks, type PageLinks } from './page-links.ts';
import { answerAlive, createReadyProbe } from './probes.ts';
import { createReportPage } from './report-page.ts';
import { setSecurityHeaders } from './security-headers.ts';
import { createSourceMapUpload } from './source-map-upload.ts';
import { STYLESHEET } from './stylesheet.ts';
import { createTracebackPage, type TracebackPageNeeds } from './traceback-page.ts';

export type WebNeeds = {
  readonly store: Pick<Store, 'weeklyErrors' | 'findErrorWeek'>;
  readonly findRepository: TracebackPageNeeds['findRepository'];
  readonly ruleBook: Pick<RuleBook, 'current' | 'add'>;
  readonly config: Config;
  /** Absolute addresses, for those who read JSON. */
  readonly links: Links;
  readonly sourceMapper: Pick<SourceMapper, 'keepUpload'>;
  readonly health: () => Promise<Health>;
  readonly ready: () => boolean | Promise<boolean>;
  readonly now: () => number;
  readonly schedule: TracebackPageNeeds['schedule'];
  readonly randomBytes: (size: number) => Uint8Array;
  readonly log: Log;
};

/** The web pages. Whoever reaches the port may use them, so a reachable one belongs behind a login. */
export function createWebApp(needs: WebNeeds): Koa {
  const { config, log } = needs;
  const pageLinks = createPageLinks(config.hostname);
  const layout = createLayout(pageLinks, config.smtp_host === null);
  const router = createRoutes(needs, pageLinks, layout);
  const app = new Koa();
  app.on('error', (error: unknown) => log.warn({ err: error }, 'answer could not be sent'));
  app.use(setSecurityHeaders);
  app.use(createFailurePages({ layout, log }));
  app.use(createHostCheck(config.hostname));
  app.use(router.routes());
  app.use(router.allowedMethods());
  return app;
}

function createRoutes(needs: WebNeeds, pageLinks: PageLinks, layout: Layout): Router {
  const router = new Router();
  const report = createReportPage({ ...needs, pageLinks, layout });
  const form = createKnownErrorPages({ ...needs, ...createFormNeeds(needs, pageLinks), pageLinks, layout });
  const upload = createSourceMapUpload({ ...needs, tokens: needs.config.upload_tokens });
  router.get(['/', '/get_weekly_error_report'], report);
  router.get('/view_traceback', createTracebackPage({ ...needs, pageLinks, layout }));
  router.get('/add_known_error', form.showForm);
  router.post('/save_known_error', form.save);
  router.post('/source_maps', upload);
  router.get('/check_health', createHealthPage({ ...needs, layout }));
  router.get('/livez', answerAlive);
  router.get('/readyz', createReadyProbe(needs.ready));
  router.get('/about', createAboutPage({ layout, pageLinks }));
  router.get('/style.css', answerStylesheet);
  if (needs.config.smtp_host === null) addMailRoutes(router, needs, pageLinks, layout);
  return router;
}

function createFormNeeds({ config, randomBytes }: WebNeeds, pageLinks: PageLinks) {
  const url = URL.parse(config.hostname);
  const secure = url?.protocol === 'https:';
  const tokens = createFormTokens({ randomBytes, cookiePath: pageLinks.to('/'), secure });
  return { tokens, publicHost: url?.host ?? null };
}

function addMailRoutes(router: Router, { config }: WebNeeds, pageLinks: PageLinks, layout: Layout): void {
  const pages = createMailPages({ folder: createMailFolder(config.data_dir_path), pageLinks, layout });
  router.get('/mail', pages.list);
  router.get('/mail/:name', (ctx) => pages.show(ctx, ctx.params.name));
  router.get('/mail/:name/html', (ctx) => pages.showHtml(ctx, ctx.params.name));
  router.get('/mail/:name/eml', (ctx) => pages.download(ctx, ctx.params.name));
}

function answerStylesheet(ctx: Context): void {
  ctx.set('Cache-Control', 'public, max-age=300');
  ctx.type = 'text/css';
  ctx.body = STYLESHEET;
}
