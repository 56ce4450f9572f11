/**
 * The owner's half of the ProsperStack destination: a relay on your server, between your pages and
 * ProsperStack, which holds the secret API key. For Node, Cloudflare Workers and Deno. In a page it
 * throws.
 *
 * Whom a message is about comes from `authenticate`, never from the page; what a page may set at
 * all comes from `allow`.
 */
export function createRelay(options: RelayOptions): Relay;

/** Answers a request of a page. Never rejects. */
export type Relay = (request: Request) => Promise<Response>;

export interface RelayOptions {
  /**
   * Where messages go. To `url` they go by Segment's published contract for direct destinations,
   * with `apiKey` as the user name of Basic authentication. ProsperStack publishes no such URL: ask
   * its support, or send them yourself in `deliver`.
   */
  prosperstack:
    | { url: string | URL; apiKey: string; deliver?: never }
    | { deliver: Deliver; url?: never; apiKey?: never };
  /**
   * Names the user of the session that the request belongs to, or `null` if nobody is signed in.
   * Its body has been read; look at the cookies or at another header, or in Node at `node`, which holds what middleware
   * has put there. Only own properties of a session count, as those of a plain object.
   */
  authenticate(request: Request, more: CallOptions & HostOptions): Session | null | Promise<Session | null>;
  /** The names of the properties that a page may set; `'*'` for every one. Properties can unlock offers. */
  allow: readonly string[] | '*';
  /** The origins of your pages, such as `https://shop.example`. */
  allowedOrigins: readonly string[];
  /** How long each wait may be: for the body, for each of these functions, for ProsperStack. 5000 by default. */
  timeoutMs?: number;
  /** Whether this message was delivered before: then it is not sent again. */
  seen?(messageId: string, session: NamedSession): boolean | Promise<boolean>;
  /** Called when a message was delivered, so that `seen` can know. */
  delivered?(messageId: string, session: NamedSession): void | Promise<void>;
  /** How many seconds the page must wait; 0 or nothing to go on. */
  rateLimit?(
    session: NamedSession,
    request: Request,
    more: CallOptions & HostOptions,
  ): number | void | Promise<number | void>;
  /** Takes one line for each request. By default it is printed as JSON. What it throws or rejects with is dropped. */
  log?(line: LogLine): void | Promise<void>;
}

/** Who is signed in, as your code says. */
export interface Session {
  email: string;
  /** A string or a safe integer. */
  userId?: string | number | null;
}

/** Who is signed in, as the relay has understood it. */
export interface NamedSession {
  email: string;
  userId: string | undefined;
}

export interface CallOptions {
  /** Aborts when the relay no longer waits. */
  signal: AbortSignal;
}

export interface HostOptions {
  /** The request that was given to `nodeListener`, with what middleware has put there (`session`, `user` …); elsewhere undefined. */
  node: (NodeRequest & { [property: string]: any }) | undefined;
}

/**
 * Sends a message by your own code. What it gives may have a `status`, such as a `Response`, which
 * then counts as ProsperStack's; anything else is success. A throw makes the page try again.
 */
export type Deliver = (message: Message, more: CallOptions & { session: NamedSession }) => unknown;

/** Segment's identify message, about the user of the session. */
export interface Message {
  type: 'identify';
  messageId: string;
  timestamp: string;
  userId?: string;
  traits: {
    email: string;
    traits?: Record<string, Property>;
    [property: string]: Property | Record<string, Property> | undefined;
  };
}

export type Property = string | number | boolean | null;

/** What is said about a request: no trait, no email, no key. */
export interface LogLine {
  event: 'relay';
  /** How it ended. */
  outcome: Outcome;
  /** The status of the answer to the page. */
  status: number;
  ms: number;
  messageId?: string;
  /** How many properties were sent on. */
  sent?: number;
  /** How many properties were left out: not allowed, or no text, number, boolean or null. */
  refused?: number;
  /** The status that ProsperStack answered with. */
  upstream?: number;
  /** What happened and what to do about it, where the status is 400 or more. */
  reason?: string;
  /** `delivered` threw or did not answer in time. */
  warning?: 'delivered_failed';
}

export type Outcome =
  | 'delivered'
  | 'accepted'
  | 'nothing_allowed'
  | 'repeated'
  | 'preflight'
  | 'method_not_allowed'
  | 'missing_origin'
  | 'foreign_origin'
  | 'not_json'
  | 'too_large'
  | 'too_slow'
  | 'broken_body'
  | 'body_already_read'
  | 'invalid_host'
  | 'busy'
  | 'malformed'
  | 'not_identify'
  | 'no_session'
  | 'another_email'
  | 'too_many'
  | 'invalid_session'
  | 'authenticate_failed'
  | 'authenticate_timed_out'
  | 'rate_limit_failed'
  | 'seen_failed'
  | 'upstream_refused'
  | 'upstream_key_refused'
  | 'upstream_not_found'
  | 'upstream_unsupported'
  | 'upstream_redirected'
  | 'upstream_throttled'
  | 'upstream_failed'
  | 'upstream_unreachable'
  | 'upstream_timed_out'
  | 'deliver_failed'
  | 'internal_error';

/**
 * What `createRelay` gave, as a listener of `node:http`, `node:https` and `node:http2`, and as a handler of Express:
 * `app.all(path, nodeListener(relay))`, behind the session and before parsers of bodies.
 */
export function nodeListener(relay: Relay): (request: NodeRequest, response: NodeResponse) => Promise<void>;

/** What is used of Node's `IncomingMessage`. */
export interface NodeRequest {
  method?: string | undefined;
  url?: string | undefined;
  headers: Record<string, string | string[] | undefined>;
  rawHeaders: string[];
  complete: boolean;
  httpVersionMajor: number;
  /** What a parser before the relay made of the body. */
  body?: unknown;
  on(event: string, listener: (...values: any[]) => void): unknown;
}

/** What is used of Node's `ServerResponse`. */
export interface NodeResponse {
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(body?: any): unknown;
  destroy(): unknown;
  on(event: string, listener: (...values: any[]) => void): unknown;
}

/** What `createRelay` throws for options that cannot be right. Never holds the API key. */
export class RelayError extends Error {
  private constructor();
  /** Such as `missing_authenticate`, `invalid_allow`, `api_key_is_client_id`, `in_a_page`. */
  readonly code: string;
}
