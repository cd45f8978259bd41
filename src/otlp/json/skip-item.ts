import type { KeyTable } from '../key-table.ts';
import type { JsonCursor } from './json-cursor.ts';
import { readMemberName } from './member-name.ts';
import { createMemberStarts, type MemberName, type MemberStarts } from './member-starts.ts';

/** Steps over the span or log record at the cursor, decoding nothing, and tells where its members are. */
export function skipItem(cursor: JsonCursor, names: KeyTable<MemberName>): MemberStarts {
  const starts = createMemberStarts();
  for (let more = cursor.enterObject(); more; more = cursor.nextMember()) {
    const name = readMemberName(cursor, names);
    if (name !== undefined) starts[name] = cursor.at;
    cursor.skipValue();
  }
  return starts;
}
