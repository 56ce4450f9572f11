// The types that no struct of Rust describes. The build appends the class `ProfitWellApi` and the types of its methods:
// `xtask api-types`.

/** The last argument of every method. */
export interface CallOptions {
  signal?: AbortSignal;
}

/** A list that is read page by page, from the start on every iteration. */
export interface List<Item> extends AsyncIterable<Item> {
  toArray(): Promise<Item[]>;
}

export type CustomerList = List<Customer>;

/** The error of a call. Neither it nor its message ever contains the private token. */
export class ProfitWellError extends Error {
  private constructor();
  readonly name: 'ProfitWellError';
  readonly code: ProfitWellErrorCode;
  /** The HTTP status of the response, if there was one. */
  readonly status: number | undefined;
  /** The service's messages by the name of the field; `nonFieldErrors` holds those about no single field. */
  readonly fields: Readonly<Record<string, string[]>>;
  /** The seconds to wait after `throttled`, if known. */
  readonly retryAfter: number | undefined;
}

export type ProfitWellErrorCode = Open<
  /** Nothing was sent. */
  | 'in_a_page'
  | 'browser_build'
  | 'invalid_argument'
  /** The service rejected the request. */
  | 'unauthorized'
  | 'not_found'
  | 'validation'
  | 'throttled'
  | 'refused'
  /** It is not known whether the request was carried out. */
  | 'server_error'
  | 'timed_out'
  | 'interrupted'
  /** The request was not carried out. */
  | 'connection_failed'
  | 'redirected'
  /** The request was carried out. */
  | 'unexpected_answer'
  | 'answer_too_large'
  | 'cannot_page_on'
>;

/** These values, and any that the service may add. */
export type Open<Word extends string> = Word | (string & {});
