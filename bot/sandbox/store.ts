import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { MemberIndex } from './member-index.ts';
import {
  at,
  stateSchema,
  type Account,
  type Follower,
  type Member,
  type Message,
  type PayMerchant,
  type Person,
  type State,
} from './state.ts';
import { buildMerchant, buildPerson, buildState, type World, type WorldPerson } from './world.ts';

const messagesPerUser = 500;
const saveAfterMs = 400;

export type Listener = (change: { revision: number; topics: readonly string[] }) => void;
export type MessageContent = { readonly type: string } & Readonly<Record<string, unknown>>;

/** The state with its indexes, its file and its listeners. All changes are told by {@link changed}. */
export class Store {
  state: State;
  readonly #world: World;
  readonly #dataFile: string | undefined;
  readonly #onError: (error: unknown) => void;
  readonly #listeners = new Set<Listener>();
  #topics = new Set<string>();
  #saveTimer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();
  #people = new Map<string, Person>();
  #openids = new Map<string, { appId: string; person: Person }>();
  #members = new MemberIndex([]);

  constructor(world: World, options: { dataFile: string | undefined; onError: (error: unknown) => void }) {
    this.#world = world;
    this.#dataFile = options.dataFile;
    this.#onError = options.onError;
    this.state = buildState(world);
    this.#index();
  }

  /** Reads the file where there is one. @throws Error when it is not a sandbox's state */
  async load(): Promise<void> {
    if (this.#dataFile === undefined) return;
    let text: string;
    try {
      text = await readFile(this.#dataFile, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
      throw error;
    }
    const parsed = stateSchema.safeParse(JSON.parse(text));
    if (!parsed.success) {
      throw new Error(`${this.#dataFile} is not a state of this sandbox: remove it, or choose another file`, {
        cause: parsed.error,
      });
    }
    this.state = parsed.data;
    this.#addMerchants();
    this.#index();
  }

  /** A file that was written before there were merchants gets the world's. */
  #addMerchants(): void {
    const known = new Set(this.state.payMerchants.map(({ mchId }) => mchId));
    for (const given of this.#world.merchants ?? []) {
      if (!known.has(given.mchId)) this.state.payMerchants.push(buildMerchant(given));
    }
  }

  #index(): void {
    this.#people = new Map();
    this.#openids = new Map();
    for (const person of this.state.people) this.#indexPerson(person);
    this.#members = new MemberIndex(this.state.members);
  }

  #indexPerson(person: Person): void {
    this.#people.set(person.id, person);
    for (const [appId, openid] of Object.entries(person.openids))
      this.#openids.set(openid, { appId, person });
  }

  findAccount(id: string): Account | undefined {
    return this.state.accounts.find((account) => account.id === id);
  }

  findMerchant(mchId: string): PayMerchant | undefined {
    return this.state.payMerchants.find((merchant) => merchant.mchId === mchId);
  }

  findPerson(id: string): Person | undefined {
    return this.#people.get(id);
  }

  /** The person behind an openid of this very app; another app's openid finds nobody. */
  findByOpenid(appId: string, openid: string): Person | undefined {
    const found = this.#openids.get(openid);
    return found?.appId === appId ? found.person : undefined;
  }

  findByPhone(phone: string): Person | undefined {
    return this.state.people.find(({ phones }) => phones.includes(phone));
  }

  findMember(corpId: string, userId: string): Member | undefined {
    return this.#members.find(corpId, userId);
  }

  membersIn(corpId: string, departmentId: number): Iterable<Member> {
    return this.#members.inDepartment(corpId, departmentId);
  }

  addMember(member: Member): void {
    this.state.members.push(member);
    this.#members.add(member);
    this.changed('people');
  }

  changeMember(member: Member, change: Partial<Member>): void {
    this.#members.remove(member);
    Object.assign(member, change);
    this.#members.add(member);
    this.changed('people');
  }

  putPerson(given: WorldPerson): Person {
    const before = this.#people.get(given.id);
    const person =
      before === undefined
        ? buildPerson(given, this.state.accounts, (openid) => this.#openids.has(openid))
        : { ...before, name: given.name, nameEn: given.nameEn ?? given.name, phones: [...given.phones] };
    if (before === undefined) this.state.people.push(person);
    else this.state.people[this.state.people.indexOf(before)] = person;
    this.#indexPerson(person);
    this.changed('people');
    return person;
  }

  findFollower(account: string, person: string): Follower | undefined {
    return at(this.state.followers, `${account}|${person}`);
  }

  putFollower(follower: Follower): void {
    this.state.followers[`${follower.account}|${follower.person}`] = follower;
    this.changed('people');
  }

  followersOf(account: string): Follower[] {
    return Object.values(this.state.followers).filter(
      (follower) => follower.account === account && follower.subscribed,
    );
  }

  /** @param user a person's id, or `corpId:userId` */
  messagesOf(user: string): readonly Message[] {
    return (at(this.state.messages, user) ?? []).slice(-messagesPerUser);
  }

  /** Puts a message on somebody's phone; the oldest of more than 500 goes. */
  addMessage(
    user: string,
    account: { readonly id: string; readonly name: string },
    place: { at: number; direction: 'in' | 'out'; via: Message['via'] },
    content: MessageContent,
  ): Message {
    this.state.seq += 1;
    const message: Message = {
      ...content,
      seq: this.state.seq,
      at: place.at,
      account: account.id,
      accountName: account.name,
      direction: place.direction,
      via: place.via,
      type: content.type,
    };
    const list = at(this.state.messages, user) ?? [];
    this.state.messages[user] = list;
    list.push(message);
    // Cut in steps: a broadcast to one person would move 500 entries for each message otherwise.
    if (list.length > messagesPerUser * 1.2) list.splice(0, list.length - messagesPerUser);
    this.changed('messages');
    return message;
  }

  /** Rewrites what a message shows (a template card whose button was used). */
  updateMessage(message: Message, content: Readonly<Record<string, unknown>>): void {
    Object.assign(message, content);
    this.changed('messages');
  }

  nextNumber(): number {
    this.state.seq += 1;
    return this.state.seq;
  }

  /** Counts the revision up, tells listeners once a tick, and saves soon. */
  changed(...topics: readonly string[]): void {
    this.state.revision += 1;
    if (this.#topics.size === 0) setImmediate(() => this.#tell());
    for (const topic of topics) this.#topics.add(topic);
    if (this.#dataFile !== undefined) this.#saveTimer ??= setTimeout(() => this.#save(), saveAfterMs);
  }

  #tell(): void {
    const change = { revision: this.state.revision, topics: [...this.#topics] };
    this.#topics = new Set();
    for (const listener of this.#listeners) listener(change);
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Back to the beginning. What the accounts were told by configuration (callback, keys, mode) and
   * their access tokens stay, unless `accounts` is true: a demo is begun anew without being set up anew.
   */
  reset(accounts: boolean): void {
    const before = this.state;
    this.state = buildState(this.#world);
    this.state.revision = before.revision;
    this.state.seq = before.seq;
    if (!accounts) {
      const departments = new Map(this.state.accounts.map((account) => [account.id, account.departments]));
      this.state.accounts = before.accounts;
      for (const account of this.state.accounts)
        Object.assign(account, { departments: departments.get(account.id) ?? account.departments, tags: [] });
      this.state.tokens = before.tokens;
      this.state.liveTokens = before.liveTokens;
      this.state.tickets = before.tickets;
      this.state.payMerchants = before.payMerchants;
    }
    // Keys are dear to make, and a server that was given them keeps them.
    for (const merchant of this.state.payMerchants) {
      merchant.keys = before.payMerchants.find(({ mchId }) => mchId === merchant.mchId)?.keys ?? null;
    }
    this.#index();
    this.changed('accounts', 'people', 'messages', 'clock', 'settings');
  }

  #save(): void {
    const file = this.#dataFile;
    this.#saveTimer = undefined;
    if (file === undefined) return;
    this.#saving = this.#saving.then(async () => {
      try {
        await mkdir(dirname(file), { recursive: true });
        // Secrets open only the sandbox, yet a file of keys is nobody else's business.
        await writeFile(`${file}.tmp`, JSON.stringify(this.state), { mode: 0o600 });
        await rename(`${file}.tmp`, file);
      } catch (error) {
        this.#onError(error);
      }
    });
  }

  /** Writes what is not written yet. */
  async close(): Promise<void> {
    this.#listeners.clear();
    if (this.#saveTimer !== undefined) {
      clearTimeout(this.#saveTimer);
      this.#save();
    }
    await this.#saving;
  }
}
