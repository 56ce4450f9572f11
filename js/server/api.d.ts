/**
 * The ProfitWell REST API, for servers: Node, Cloudflare Workers, Deno, Bun. In a page the
 * constructor throws, because every visitor could read the private token there.
 *
 * Every method takes `{ signal }` last, and then rejects with the signal's reason; what was sent
 * before may be carried out all the same. Names are in camel case; what lies deeper in an
 * answer than its own fields, or those of the items of a list, stays as the service spells it.
 */
export class ProfitWellApi {
  constructor(options: ProfitWellApiOptions);

  readonly subscriptions: {
    /** The history of a user's subscriptions. All by default; the service has no pages here. */
    list(userIdOrAlias: string, options?: { limit?: number }, last?: CallOptions): Promise<Subscription[]>;
    /**
     * Creates a subscription. With `subscriptionAlias` and `userAlias` (or `userId`), an attempt
     * that got no answer is looked up before it is repeated; without, it is never repeated.
     */
    create(fields: NewSubscription, last?: CallOptions): Promise<Subscription>;
    update(subscriptionIdOrAlias: string, fields: SubscriptionChange, last?: CallOptions): Promise<Subscription>;
    /** Sources disagree on whether the answer is the subscription or nothing. */
    churn(subscriptionIdOrAlias: string, options: { effectiveDate: number | Date; churnType?: ChurnType }, last?: CallOptions): Promise<Subscription | null>;
    /** Takes the end of a subscription back. No public source describes the answer. */
    unchurn(subscriptionIdOrAlias: string, last?: CallOptions): Promise<unknown>;
  };

  readonly users: {
    update(userIdOrAlias: string, fields: { email: string }, last?: CallOptions): Promise<unknown>;
    /** Removes a user with all subscriptions. */
    delete(userIdOrAlias: string, last?: CallOptions): Promise<unknown>;
  };

  /** Manually added plans. */
  readonly plans: {
    list(options?: { limit?: number }, last?: CallOptions): Promise<Plan[]>;
    get(id: string, last?: CallOptions): Promise<Plan>;
    create(fields: Plan, last?: CallOptions): Promise<Plan>;
    update(id: string, fields: { name: string }, last?: CallOptions): Promise<Plan>;
  };

  readonly customers: {
    /**
     * All customers that match, however many there are: pages of 250 are asked for while you
     * iterate. One that changes meanwhile comes at least once.
     */
    list(query?: CustomerQuery, last?: CallOptions): CustomerList;
    get(customerId: string, last?: CallOptions): Promise<Customer>;
  };

  readonly metrics: {
    monthly(query?: MetricsQuery, last?: CallOptions): Promise<Metrics>;
    /** Of the current or the previous month, such as `2026-08`. */
    daily(query: MetricsQuery & { month: string }, last?: CallOptions): Promise<Metrics>;
    /** The ids of the active plans, that of the highest monthly revenue first; at most 150. */
    plans(options?: { limit?: number }, last?: CallOptions): Promise<string[]>;
    /** Leaves a customer out of all figures. */
    exclude(customerId: string, last?: CallOptions): Promise<unknown>;
  };

  readonly company: {
    settings(last?: CallOptions): Promise<CompanySettings>;
  };

  readonly traits: {
    ofCustomer(customerId: string, last?: CallOptions): Promise<unknown>;
    /** An `email` stands for every customer with this address. */
    set(fields: Trait, last?: CallOptions): Promise<unknown>;
    remove(fields: Trait, last?: CallOptions): Promise<unknown>;
    removeCategory(category: string, last?: CallOptions): Promise<unknown>;
  };

  /** Cannot be undone. */
  readonly gdpr: {
    anonymizeByEmail(email: string, last?: CallOptions): Promise<unknown>;
    anonymizeByCustomerId(customerId: string, last?: CallOptions): Promise<unknown>;
  };

  readonly retain: {
    unsubscribedCustomers(
      intervention: Open<'reactivation' | 'term_optimization'>,
      query?: { startDate?: number | Date; endDate?: number | Date; page?: number; perPage?: number },
      last?: CallOptions,
    ): Promise<unknown>;
    stop(
      customerId: string,
      options: { interventions: Open<'reactivation' | 'retain' | 'term_optimization'>[]; forever?: boolean },
      last?: CallOptions,
    ): Promise<unknown>;
  };

  /** Resolves if the service is up and takes the token. */
  status(last?: CallOptions): Promise<void>;

  /** Any request to the same host; names in the body and in the answer stay as they are. */
  call(request: RawRequest, last?: CallOptions): Promise<RawResponse>;

  /** Tells that a customer was active: to another host, by the `publicToken` of the options. */
  customerEvent(userId: string, last?: CallOptions): Promise<unknown>;
}

export interface ProfitWellApiOptions {
  /** The secret from your account's settings. */
  privateToken: string;
  /** The Public API Token; only for `customerEvent`. */
  publicToken?: string;
  /** `https`, or `http` on this machine. */
  baseUrl?: string;
  /** Where `customerEvent` goes. */
  eventsUrl?: string;
  /** How long one attempt may take; 60,000. */
  timeoutMs?: number;
  /** How long a call may take with all its attempts and its waiting for a turn; 300,000. */
  deadlineMs?: number;
  /** How often what is safe to repeat is repeated; 4. */
  retries?: number;
  /** How many times the documented rate limits to keep to; 1. */
  rateScale?: number;
}

/** The last argument of every method. */
export interface CallOptions {
  signal?: AbortSignal;
}

/** Why a call has no answer. Neither this nor its text ever holds the private token. */
export class ProfitWellError extends Error {
  private constructor();
  readonly name: 'ProfitWellError';
  readonly code: ProfitWellErrorCode;
  /** The HTTP status that this stands for. */
  readonly status: number | undefined;
  /** What was wrong, by the name of the field; `nonFieldErrors` concerns no single one. */
  readonly fields: Readonly<Record<string, string[]>>;
  /** Seconds to wait, of `throttled`, where that is known. */
  readonly retryAfter: number | undefined;
}

export type ProfitWellErrorCode = Open<
  /** Nothing was sent. */
  | 'in_a_page' | 'invalid_argument'
  /** The service refused. */
  | 'unauthorized' | 'not_found' | 'validation' | 'throttled' | 'refused'
  /** Whether it was carried out is not known. */
  | 'server_error' | 'timed_out' | 'interrupted'
  /** It was not. */
  | 'connection_failed' | 'redirected'
  /** It was carried out. */
  | 'unexpected_answer' | 'answer_too_large'
  | 'cannot_page_on'
>;

/** These words, and any that the service may add. */
export type Open<Word extends string> = Word | (string & {});

export type PlanInterval = Open<'month' | 'year'>;
export type SubscriptionStatus = Open<'active' | 'trialing' | 'churned_voluntary' | 'churned_delinquent'>;
export type ChurnType = Open<'voluntary' | 'delinquent'>;

/** A subscription, or one change of it in the history of a user. */
export interface Subscription {
  userId: string;
  subscriptionId: string;
  userAlias?: string | null;
  subscriptionAlias?: string | null;
  email: string;
  planId: string;
  planInterval: PlanInterval;
  planCurrency: string;
  status: SubscriptionStatus;
  /** In cents: the whole amount per interval. */
  value: number;
  /** In seconds since 1970. */
  effectiveDate: number;
  meta?: Record<string, unknown>;
  /** Fields that this version does not know. */
  [field: string]: unknown;
}

export interface NewSubscription {
  /** For another subscription of the same user. */
  userId?: string;
  /** Your id of the user, at most 36 characters. */
  userAlias?: string;
  /** Your id of the subscription: at most 36 characters, unique in the whole account. */
  subscriptionAlias?: string;
  /** The address, or any other text. */
  email: string;
  planId: string;
  planInterval: PlanInterval;
  /** In lower case; the service assumes `usd`. */
  planCurrency?: string;
  status?: Open<'active' | 'trialing'>;
  /** In whole cents: the whole amount per interval; 0 in a trial. */
  value: number;
  /** Seconds since 1970, or a `Date`. */
  effectiveDate: number | Date;
}

export interface SubscriptionChange {
  planId: string;
  planInterval: PlanInterval;
  /** In whole cents. */
  value: number;
  effectiveDate: number | Date;
  status?: Open<'active'>;
}

export interface Plan {
  id: string;
  name: string;
}

export interface CustomerQuery {
  /** Updated at or after this time: seconds since 1970, or a `Date`. */
  startDate?: number | Date;
  /** Updated before this time. */
  endDate?: number | Date;
  email?: string;
  /** By the time of the last update; past 100,000 customers only `asc`, which is the default. */
  direction?: 'asc' | 'desc';
  /** No more than so many; all by default. */
  limit?: number;
}

export interface CustomerList extends AsyncIterable<Customer> {
  toArray(): Promise<Customer[]>;
}

export interface Customer {
  customerId: string;
  email?: string | null;
  firstName?: string | null;
  lastName?: string | null;
  mrrCents?: number | null;
  plans?: string[];
  status?: Open<'active' | 'trialing' | 'churned_voluntary' | 'churned_trial' | 'churned_delinquent' | 'no_history'> | null;
  createdOn?: string | null;
  activatedOn?: string | null;
  churnedOn?: string | null;
  updatedOn?: string | null;
  totalSpendCents?: number | null;
  /** Fields that this version does not know. */
  [field: string]: unknown;
}

export interface MetricsQuery {
  planId?: string;
  /** Such as `recurring_revenue`; all by default. */
  metrics?: string[];
}

export interface Metrics {
  /** By the name of the metric, as the service spells it. */
  data: Record<string, { date: string; value: number | null }[]>;
  /** Fields that this version does not know. */
  [field: string]: unknown;
}

export interface CompanySettings {
  id: string;
  name: string;
  timezone: string;
  currency: string;
  /** Fields that this version does not know. */
  [field: string]: unknown;
}

export type Trait = { category: string; trait: string } & ({ customerId: string; email?: never } | { email: string; customerId?: never });

export interface RawRequest {
  /** `GET` by default. */
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the root of the host, percent-encoded, such as `/v2/customers`. */
  path: string;
  query?: Record<string, string | number | boolean>;
  /** `Authorization` is the client's. */
  headers?: Record<string, string>;
  /** What JSON can hold. */
  body?: unknown;
}

export interface RawResponse {
  status: number;
  headers: Record<string, string>;
  /** The JSON; a text where it was none, `null` where there was none. */
  body: unknown;
}
