import { v8 } from '../print-trace.ts';
import type { Step, Story } from '../story.ts';
import { exact } from '../truth.ts';

const PRICE = ['export function price(item) {', '  return item.price.amount;', '}'];
const AT_2 = v8('price (/app/src/price.js:2:15)');
const BOT = 'dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>';

/** A file that somebody wrote, and of which somebody else changed the line that breaks. */
function changeBy(by: string, files: Step['files'] = {}): readonly Step[] {
  return [
    { name: 'write', by: 'ann', files: { 'src/price.js': PRICE.with(1, '  return item.price;'), ...files } },
    { name: 'change', by, files: { 'src/price.js': PRICE } },
  ];
}

export const PEOPLE: readonly Story[] = [
  {
    about: 'a mailmap',
    history: [
      ...changeBy('bobby <bob@old.test>', {
        '.mailmap':
          'Bob Brown <bob@shop.test> <bob@old.test>\nCara Clark <cara@shop.test> root <cara@laptop.local>\n',
      }),
      {
        name: 'name',
        by: 'root <cara@laptop.local>',
        files: { 'src/price.js': PRICE.with(1, '  return item.cost.amount;') },
      },
    ],
    cases: [
      {
        title: 'an address of long ago is written to at today’s',
        runs: 'change',
        trace: AT_2,
        truth: exact('src/price.js:2', 'change', 'bob'),
      },
      {
        title: 'a wrong name and the address of a machine are mended',
        runs: 'name',
        trace: AT_2,
        truth: exact('src/price.js:2', 'name', 'cara'),
      },
    ],
  },
  {
    about: 'a mailmap that came after what runs',
    history: [
      ...changeBy('bobby <bob@old.test>'),
      { name: 'map', by: 'ann', files: { '.mailmap': 'Bob Brown <bob@shop.test> <bob@old.test>\n' } },
    ],
    cases: [
      {
        title: 'whoever has got another address since is written to at today’s',
        runs: 'change',
        trace: AT_2,
        truth: exact('src/price.js:2', 'change', 'bob'),
      },
    ],
  },
  {
    about: 'a mailmap, and a robot’s commit with an author of old',
    history: [
      ...changeBy(BOT).slice(0, 1),
      {
        name: 'change',
        by: BOT,
        message: 'Price\n\nCo-authored-by: bobby <no-reply@old.test>',
        files: { 'src/price.js': PRICE },
      },
      { name: 'map', by: 'ann', files: { '.mailmap': 'Bob Brown <bob@shop.test> <no-reply@old.test>\n' } },
    ],
    cases: [
      {
        title: 'co-authors have today’s addresses too',
        runs: 'change',
        trace: AT_2,
        truth: exact('src/price.js:2', 'change', 'bob'),
      },
    ],
  },
  {
    about: 'a bot, and owners of the code',
    history: changeBy(BOT, { '.github/CODEOWNERS': '* eve@shop.test\n/src/ cara@shop.test\n' }),
    cases: [
      {
        title: 'a bot has no mailbox, so the last rule of CODEOWNERS that matches says who has',
        runs: 'change',
        trace: AT_2,
        truth: exact('src/price.js:2', 'change', 'cara'),
      },
    ],
  },
  {
    about: 'a team that owns code',
    history: changeBy(BOT, { CODEOWNERS: '[Shop] @shop/checkout\n/src/\n' }),
    cases: [
      {
        title: 'a team in a section of CODEOWNERS has the address the rules give it',
        runs: 'change',
        trace: AT_2,
        rules: { email_remapping: [{ remap: '@shop/checkout', to: 'checkout@shop.test' }] },
        truth: exact('src/price.js:2', 'change', 'checkout'),
      },
      {
        title: 'a team without an address leads to the file’s last person',
        runs: 'change',
        trace: AT_2,
        truth: exact('src/price.js:2', 'change', 'ann'),
      },
    ],
  },
  {
    about: 'a bot alone',
    history: [{ name: 'write', by: BOT, files: { 'src/price.js': PRICE } }],
    cases: [
      {
        title: 'where only bots have been the default contact is told',
        runs: 'write',
        trace: AT_2,
        truth: exact('src/price.js:2', 'write', 'lead'),
      },
    ],
  },
  {
    about: 'addresses nobody reads',
    history: [
      ...changeBy('Bob Brown <1234+bobb@users.noreply.github.com>'),
      { name: 'own', by: 'Bob Brown <bob@shop.test>', files: { 'README.md': 'Shop\n' } },
      {
        name: 'hidden',
        by: 'Zoe Z <77+zoe@users.noreply.github.com>',
        files: { 'src/price.js': PRICE.with(1, '  return item.cost.amount;') },
      },
      {
        name: 'machine',
        by: 'root <root@ip-10-0-0-1.ec2.internal>',
        files: { 'src/price.js': PRICE.with(1, '  return item.cost.value;') },
      },
      {
        name: 'list',
        by: 'Two <a@shop.test, b@shop.test>',
        files: { 'src/price.js': PRICE.with(1, '  return item.value.cost;') },
      },
    ],
    cases: [
      {
        title: 'a no-reply address stands for the same person’s other address',
        runs: 'change',
        trace: AT_2,
        truth: exact('src/price.js:2', 'change', 'bob'),
      },
      {
        title: 'a person known by a no-reply address alone leaves the mail to the file’s last person',
        runs: 'hidden',
        trace: AT_2,
        truth: exact('src/price.js:2', 'hidden', 'bob'),
      },
      {
        title: 'the address of a machine leaves the mail to the file’s last person',
        runs: 'machine',
        trace: AT_2,
        truth: exact('src/price.js:2', 'machine', 'bob'),
      },
      {
        title: 'two addresses in one are none',
        runs: 'list',
        trace: AT_2,
        truth: exact('src/price.js:2', 'list', 'bob'),
      },
    ],
  },
  {
    about: 'people who left, and files they handed on',
    history: [
      ...changeBy('gone'),
      { name: 'unicode', by: 'Jürgen Žižka <jürgen@shop.test>', files: { 'src/straße.js': PRICE } },
    ],
    cases: [
      {
        title: 'whoever left is written to where the rules say',
        runs: 'change',
        trace: AT_2,
        rules: { email_remapping: [{ remap: 'gone', to: 'cara@shop.test' }] },
        truth: exact('src/price.js:2', 'change', 'cara'),
      },
      {
        title: 'a folder handed on takes the mail about its files with it',
        runs: 'change',
        trace: AT_2,
        rules: {
          file_disownership: [
            { email: 'gone@shop.test', filepath: 'src/', designated_email: 'dan@shop.test' },
          ],
        },
        truth: exact('src/price.js:2', 'change', 'dan'),
      },
      {
        title: 'a folder handed on by somebody else changes nothing',
        runs: 'change',
        trace: AT_2,
        rules: {
          file_disownership: [
            { email: 'ann@shop.test', filepath: 'src/', designated_email: 'dan@shop.test' },
          ],
        },
        truth: exact('src/price.js:2', 'change', 'gone'),
      },
      {
        title: 'letters beyond ASCII are letters',
        runs: 'unicode',
        trace: v8('price (/app/src/straße.js:2:15)'),
        truth: exact('src/straße.js:2', 'unicode', 'jürgen'),
      },
    ],
  },
  {
    about: 'commits under other domains',
    history: changeBy('bob <bob@gmail.example>'),
    cases: [
      {
        title: 'a company that writes to its own domain only does so',
        runs: 'change',
        trace: AT_2,
        config: { ignore_vcs_email_domain: true },
        truth: exact('src/price.js:2', 'change', 'bob'),
      },
    ],
  },
  {
    about: 'people whose addresses sound like programs’',
    history: [
      ...changeBy('Ann Lee <github@annlee.test>'),
      {
        name: 'jenkins',
        by: 'Katherine Jenkins <jenkins@shop.test>',
        files: { 'src/price.js': PRICE.with(1, '  return item.cost.amount;') },
      },
      {
        name: 'mary',
        by: 'Mary-Bot <mary@shop.test>',
        files: { 'src/price.js': PRICE.with(1, '  return item.cost.value;') },
      },
    ],
    cases: [
      {
        title: 'who has an address for each host is a person',
        runs: 'change',
        trace: AT_2,
        truth: exact('src/price.js:2', 'change', 'github@annlee.test'),
      },
      {
        title: 'a family name may be that of a program',
        runs: 'jenkins',
        trace: AT_2,
        truth: exact('src/price.js:2', 'jenkins', 'jenkins'),
      },
      {
        title: 'a family name may be Bot',
        runs: 'mary',
        trace: AT_2,
        truth: exact('src/price.js:2', 'mary', 'mary'),
      },
    ],
  },
  {
    about: 'two people with one given name, and an author who is no mailbox',
    history: [
      ...changeBy('alex <77+alex@users.noreply.github.com>'),
      { name: 'other', by: 'Alex Kim <alex@shop.test>', files: { 'README.md': 'Shop\n' } },
      {
        name: 'option',
        by: 'Cara <-h>',
        files: { 'src/price.js': PRICE.with(1, '  return item.cost.amount;') },
      },
    ],
    cases: [
      {
        title: 'a given name leads to nobody else, so the file’s last person is told',
        runs: 'other',
        trace: AT_2,
        truth: exact('src/price.js:2', 'change', 'ann'),
      },
      {
        title: 'an author’s address that is an option of a command gets no domain',
        runs: 'option',
        trace: AT_2,
        truth: exact('src/price.js:2', 'option', 'ann'),
      },
    ],
  },
];
