import type { Person } from '../git/read-co-authors.ts';

/** Whether commits of this author are made by a program, so that there is nobody to write to. */
export function isRobot({ name, email }: Person): boolean {
  return isRobotName(name.trim()) || isRobotAddress(email.trim().toLowerCase());
}

// Hosts and their apps mark their accounts; the rest are known by name. A surname may well be Bot: Mary-Bot is a
// person's name, release-bot is not.
function isRobotName(name: string): boolean {
  if (/\[bot\]$/i.test(name) || /[a-zA-Z0-9][-_]bot$|^bot[-_]/.test(name)) return true;
  return ROBOT_NAMES.has(name.toLowerCase().replace(/[\s_]/g, '-'));
}

// Before the @ most names of programs are names of people too: github@annlee.dev, jenkins@, travis@.
function isRobotAddress(email: string): boolean {
  const at = email.lastIndexOf('@');
  const local = (at === -1 ? email : email.slice(0, at)).replace(/^\d+[+-]/, '');
  const domain = email.slice(at + 1);
  if (local.includes('[bot]') || ROBOT_ADDRESSES.has(email) || ROBOT_DOMAINS.has(domain)) return true;
  if (/^(?:no|do[-_.]?not)[-_.]?reply$|^(?:project|group)_?\d+_bot/.test(local)) return true;
  return HOSTS.has(domain) && (ROBOT_NAMES.has(local) || /[-_]bot$/.test(local));
}

const ROBOT_NAMES: ReadonlySet<string> = new Set([
  'allcontributors',
  'azure-pipelines',
  'bot',
  'buildbot',
  'buildkite',
  'circleci',
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

/** Hosts, and services that commit there: an account of a program's name is the program's. */
const HOSTS: ReadonlySet<string> = new Set([
  'allcontributors.org',
  'bitbucket.org',
  'buildkite.com',
  'circleci.com',
  'codecov.io',
  'github.com',
  'gitlab.com',
  'mergify.com',
  'mergify.io',
  'snyk.io',
  'users.noreply.github.com',
  'users.noreply.gitlab.com',
  'weblate.org',
]);

const ROBOT_ADDRESSES: ReadonlySet<string> = new Set([
  'action@github.com',
  'actions@github.com',
  'builds@travis-ci.com',
  'builds@travis-ci.org',
  'hosted@weblate.org',
  'noreply@anthropic.com',
  'support@dependabot.com',
  'support@github.com',
  'travis@travis-ci.com',
  'travis@travis-ci.org',
]);

const ROBOT_DOMAINS: ReadonlySet<string> = new Set([
  'dependabot.com',
  'renovateapp.com',
  'whitesourcesoftware.com',
]);
