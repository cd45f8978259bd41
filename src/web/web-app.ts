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
import type { Health } from './health.ts';
import { createHealthPage } from './health-page.ts';
import { createHighlighter } from './highlight-code.ts';
import { createHostCheck } from './known-host.ts';
import { createLayout, type Layout } from './layout.ts';
import { createPasswordCheck } from './login/check-password.ts';
import { createFormGuard, type FormGuard } from './login/form-guard.ts';
import { createFormTokens } from './login/form-token.ts';
import { createGate, type GateNeeds } from './login/gate.ts';
import { createLoginLimit } from './login/login-limit.ts';
import { createLoginPages } from './login/login-pages.ts';
import { openAuth, type Auth } from './login/open-auth.ts';
import { createMailFolder } from './mail-folder.ts';
import { createMailPages } from './mail-pages.ts';
import { createPageLinks, type PageLinks } from './page-links.ts';
import { answerAlive, createReadyProbe } from './probes.ts';
import { createReportPage } from './report-page.ts';
import { createAdminPages, type AdminPageNeeds } from './rules/admin-page.ts';
import { createConfigPage } from './rules/config-page.ts';
import { findWayBack } from './rules/find-way-back.ts';
import { RULE_FORMS } from './rules/rule-forms.ts';
import { createRulePages } from './rules/rule-pages.ts';
import { RULE_STYLE } from './rules/rule-style.ts';
import { createRuleTrial } from './rules/try-rule.ts';
import { setSecurityHeaders } from './security-headers.ts';
import { createServicesPage } from './services-page.ts';
import type { SetupNotes } from './setup-notes.ts';
import { createSourceMapUpload } from './source-map-upload.ts';
import { STYLESHEET } from './stylesheet.ts';
import { createTracebackPage, type TracebackPageNeeds } from './traceback-page.ts';

export type WebNeeds = {
  readonly store: Pick<Store, 'weeklyErrors' | 'weekTotals' | 'findErrorWeek' | 'errorHistory'>;
  readonly findRepository: TracebackPageNeeds['findRepository'];
  readonly ruleBook: Omit<RuleBook, 'reload' | 'version'>;
  readonly ruleProblems: AdminPageNeeds['ruleProblems'];
  readonly config: Config;
  /** Absolute addresses, for those who read JSON. */
  readonly links: Links;
  readonly sourceMapper: Pick<SourceMapper, 'keepUpload'>;
  readonly health: () => Promise<Health>;
  readonly setupNotes: Pick<SetupNotes, 'list'>;
  readonly ready: () => boolean | Promise<boolean>;
  readonly now: () => number;
  readonly schedule: TracebackPageNeeds['schedule'];
  readonly randomBytes: (size: number) => Uint8Array;
  readonly log: Log;
};

/** What the pages share. */
type Frame = {
  readonly pageLinks: PageLinks;
  readonly layout: Layout;
  readonly auth: Auth;
  readonly guard: FormGuard;
};

/** The web pages, for those whom `web_auth` lets in. */
export function createWebApp(needs: WebNeeds): Koa {
  const { config, log } = needs;
  const frame = createFrame(needs);
  const { layout } = frame;
  const router = createRoutes(needs, frame);
  const askToLogIn = addLoginRoutes(router, needs, frame);
  const app = new Koa();
  app.on('error', (error: unknown) => log.warn({ err: error }, 'answer could not be sent'));
  app.use(setSecurityHeaders);
  app.use(createFailurePages({ layout, log }));
  app.use(createHostCheck(config.hostname));
  app.use(createGate({ ...frame, askToLogIn, findWayBack: (ctx) => findWayBack(ctx, frame.guard) }));
  app.use(router.routes());
  app.use(router.allowedMethods());
  return app;
}

function createFrame(needs: WebNeeds): Frame {
  const { config } = needs;
  const pageLinks = createPageLinks(config.hostname);
  const url = URL.parse(config.hostname);
  const cookie = { path: pageLinks.to('/'), secure: url?.protocol === 'https:' };
  const auth = openAuth({ ...needs, cookie });
  const tokens = createFormTokens({ ...needs, ...auth, cookie });
  return {
    pageLinks,
    layout: createLayout(pageLinks, { mail: config.smtp_host === null, login: auth.door !== null }),
    auth,
    guard: createFormGuard({ ...auth, tokens, publicHost: url?.host ?? null }),
  };
}

function createRoutes(needs: WebNeeds, frame: Frame): Router {
  const router = new Router();
  const { pageLinks, layout } = frame;
  const report = createReportPage({ ...needs, pageLinks, layout });
  const upload = createSourceMapUpload({ ...needs, tokens: needs.config.upload_tokens });
  router.get(['/', '/get_weekly_error_report'], report);
  router.get(
    '/view_traceback',
    createTracebackPage({ ...needs, highlight: createHighlighter(), pageLinks, layout }),
  );
  router.post('/source_maps', upload);
  router.get('/check_health', createHealthPage({ ...needs, layout }));
  router.get('/services', createServicesPage({ ...needs, layout }));
  router.get('/livez', answerAlive);
  router.get('/readyz', createReadyProbe(needs.ready));
  router.get('/about', createAboutPage({ layout, pageLinks }));
  router.get('/style.css', answerStylesheet);
  if (needs.config.smtp_host === null) addMailRoutes(router, needs, pageLinks, layout);
  addRuleRoutes(router, needs, frame);
  return router;
}

function addRuleRoutes(router: Router, needs: WebNeeds, frame: Frame): void {
  const tryRule = createRuleTrial({ ...needs, timezone: needs.config.timezone });
  for (const form of RULE_FORMS) {
    const { showForm, save } = createRulePages({ ...needs, ...frame, tryRule }, form);
    router.get(form.addPath, showForm);
    router.post(form.savePath, save);
  }
  const admin = createAdminPages({ ...needs, ...frame });
  router.get('/admin', admin.showAll);
  router.post('/remove_rule', admin.remove);
  router.get('/view_config', createConfigPage({ ...needs, ...frame }));
}

/** Gives what asks people to log in, for pages that are closed to them. */
function addLoginRoutes(router: Router, needs: WebNeeds, frame: Frame): GateNeeds['askToLogIn'] {
  const { auth } = frame;
  const { door } = auth;
  if (door === null) return () => Promise.reject(new Error('nobody logs in here'));
  const checkPassword = createPasswordCheck(needs.config.web_users, needs.randomBytes);
  const limit = createLoginLimit(needs.now);
  const login = createLoginPages({ ...needs, ...frame, ...auth, door, limit, checkPassword });
  router.get('/login', login.showLogin);
  router.post('/login', login.logIn);
  router.get('/logout', login.showLogout);
  router.post('/logout', login.logOut);
  return login.askToLogIn;
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
  ctx.body = STYLESHEET + RULE_STYLE;
}
