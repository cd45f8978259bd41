import type { Person } from '../git/read-co-authors.ts';

/** Whether commits of this author are made by a program, so that there is nobody to write to. */
export function isRobot({ name, email }: Person): boolean {
  return isRobotName(name) || isRobotAddress(email);
}

// Hosts and their apps mark their accounts; the rest are known by name. A surname may well be Bot.
function isRobotName(name: string): boolean {
  const plain = name.trim().toLowerCase();
  return /\[bot\]$|[a-z0-9][-_]bot$|^bot[-_]/.test(plain) || ROBOT_NAMES.has(plain.replace(/[\s_]/g, '-'));
}

function isRobotAddress(email: string): boolean {
  const plain = email.trim().toLowerCase();
  const at = plain.indexOf('@');
  const local = (at === -1 ? plain : plain.slice(0, at)).replace(/^\d+[+-]/, '');
  const domain = plain.slice(at + 1);
  if (local.includes('[bot]') || ROBOT_ADDRESSES.has(plain) || ROBOT_DOMAINS.has(domain)) return true;
  if (/^(?:no|do[-_.]?not)[-_.]?reply$|[-_]bot$|^(?:project|group)_?\d+_bot/.test(local)) return true;
  return ROBOT_NAMES.has(local) || ROBOT_LOCALS.has(local);
}

const ROBOT_NAMES: ReadonlySet<string> = new Set([
  'allcontributors',
  'azure-pipelines',
  'buildkite',
  'codecov',
  'copilot',
  'dependabot',
  'dependabot-preview',
  'depfu',
  'github',
  'github-actions',
  'gitlab-ci',
  'google-labs-jules',
  'greenkeeper',
  'greenkeeperio-bot',
  'imgbot',
  'jenkins',
  'jenkins-ci',
  'lgtm-com',
  'mergify',
  'pre-commit-ci',
  'pyup-bot',
  'release-please',
  'renovate',
  'renovate-bot',
  'semantic-release-bot',
  'snyk-bot',
  'teamcity',
  'travis-ci',
  'web-flow',
  'weblate',
]);

const ROBOT_LOCALS: ReadonlySet<string> = new Set(['bot', 'buildbot', 'circleci', 'travis']);

const ROBOT_ADDRESSES: ReadonlySet<string> = new Set([
  'action@github.com',
  'actions@github.com',
  'hosted@weblate.org',
  'noreply@anthropic.com',
  'support@dependabot.com',
  'support@github.com',
]);

const ROBOT_DOMAINS: ReadonlySet<string> = new Set([
  'dependabot.com',
  'renovateapp.com',
  'whitesourcesoftware.com',
]);
