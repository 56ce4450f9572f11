/**
 * The server's half of the ProsperStack destination: a relay between your pages and ProsperStack, which
 * holds the secret API key. It runs in Node, Cloudflare Workers and Deno. In a page it throws.
 *
 * The relay never trusts the page about whose message it is: `authenticate` returns the user. `allow` names
 * the properties that a page may set.
 */
export function createRelay(options: RelayOptions): Relay;

/** Answers a request of a page. It never rejects. */
export type Relay = (request: Request) => Promise<Response>;

export interface RelayOptions {
  /**
   * Where messages are sent. `url` receives them by Segment's published contract for direct destinations,
   * with `apiKey` as the user name of Basic authentication. ProsperStack publishes no such URL: ask
   * its support, or send the messages yourself in `deliver`.
   */
  prosperstack:
    | { url: string | URL; apiKey: string; deliver?: never }
    | { deliver: Deliver; url?: never; apiKey?: never };
  /**
   * Returns the user of the request's session, or `null` if nobody is signed in. The body of the request has been read;
   * use the cookies or another header, or in Node `node`, which has the properties that middleware has added. Only own
   * properties of a session are read, as those of a plain object.
   */
  authenticate(request: Request, more: CallOptions & HostOptions): Session | null | Promise<Session | null>;
  /** The names of the properties that a page may set; `'*'` for all. Properties can unlock offers. */
  allow: readonly string[] | '*';
  /** The origins of your pages, such as `https://shop.example`. */
  allowedOrigins: readonly string[];
  /** The longest wait in milliseconds, for the body, for each of these functions and for ProsperStack. @default 5000 */
  timeoutMs?: number;
  /** Returns whether this message was delivered before. If so, it is not sent again. */
  seen?(messageId: string, session: NamedSession): boolean | Promise<boolean>;
  /** Called after a message was delivered, so that `seen` can know. */
  delivered?(messageId: string, session: NamedSession): void | Promise<void>;
  /** Returns how many seconds the page must wait; 0 or nothing to continue. */
  rateLimit?(
    session: NamedSession,
    request: Request,
    more: CallOptions & HostOptions,
  ): number | void | Promise<number | void>;
  /** Receives one line for each request. By default the line is printed as JSON. Its exceptions are ignored. */
  log?(line: LogLine): void | Promise<void>;
}

/** The user who is signed in, as your code returns it. */
export interface Session {
  email: string;
  /** A string or a safe integer. */
  userId?: string | number | null;
}

/** The user who is signed in, as the relay has read it. */
export interface NamedSession {
  email: string;
  userId: string | undefined;
}

export interface CallOptions {
  /** A signal that aborts when the relay no longer waits. */
  signal: AbortSignal;
}

export interface HostOptions {
  /** The request that `nodeListener` received, with the properties of middleware (`session`, `user` …); elsewhere undefined. */
  node: (NodeRequest & { [property: string]: any }) | undefined;
}

/**
 * Sends a message with your own code. If the result has a `status`, such as a `Response`, it counts as
 * ProsperStack's status; any other result is a success. An exception makes the page try again.
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

/** A line of the log about a request. It contains no trait, no email and no key. */
export interface LogLine {
  event: 'relay';
  /** How the request ended. */
  outcome: Outcome;
  /** The status of the answer to the page. */
  status: number;
  ms: number;
  messageId?: string;
  /** The number of properties that were sent on. */
  sent?: number;
  /** The number of properties that were left out: not allowed, or not a string, number, boolean or null. */
  refused?: number;
  /** The status of ProsperStack's response. */
  upstream?: number;
  /** What happened and what to do about it, if the status is 400 or more. */
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
 * Turns a relay into a listener of `node:http`, `node:https` and `node:http2`, or a handler of Express:
 * `app.all(path, nodeListener(relay))`, after the session and before body parsers.
 */
export function nodeListener(relay: Relay): (request: NodeRequest, response: NodeResponse) => Promise<void>;

/** The part of Node's `IncomingMessage` that is used. */
export interface NodeRequest {
  method?: string | undefined;
  url?: string | undefined;
  headers: Record<string, string | string[] | undefined>;
  rawHeaders: string[];
  complete: boolean;
  httpVersionMajor: number;
  /** The body as a parser before the relay has read it. */
  body?: unknown;
  on(event: string, listener: (...values: any[]) => void): unknown;
}

/** The part of Node's `ServerResponse` that is used. */
export interface NodeResponse {
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(body?: any): unknown;
  destroy(): unknown;
  on(event: string, listener: (...values: any[]) => void): unknown;
}

/** The error that `createRelay` throws for invalid options. It never contains the API key. */
export class RelayError extends Error {
  private constructor();
  /** A stable code such as `missing_authenticate`, `invalid_allow`, `api_key_is_client_id`, `in_a_page`. */
  readonly code: string;
}
