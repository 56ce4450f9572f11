/**
 * ProsperStack's cancellation flow, over its published library `@prosperstack/flow`, which you install
 * beside this package; it is loaded when a flow is opened.
 *
 * Resolves when the person has answered, has closed the flow, or cannot be shown it. Never rejects. While
 * a flow is open, another call gives the same promise.
 */
export function cancellationFlow(options: CancellationFlowOptions): Promise<CancellationFlowResult>;

/** Loads the library and tells ProsperStack of the subscription, so that the flow opens faster; whether that worked. */
export function prefetch(options: Pick<CancellationFlowOptions, 'clientId' | 'subscription'>): Promise<boolean>;

export interface CancellationFlowOptions {
  /** The public client id of your account, `acct_…`. A secret key (`key_…`) is refused. */
  clientId: string;
  /** The id of the subscription in your billing platform, or more about it. */
  subscription?: string | number | FlowSubscription;
  flowId?: string;
  /**
   * About the subscriber, beside what identify told us. If it names another email or id than the
   * identified person's, nothing of that person is sent.
   */
  subscriber?: FlowSubscriber;
  /**
   * Properties of the subscriber beside those that identify told us; or a function that gets those and
   * returns what is sent, for the flow takes the unique identifiers of properties where identify takes their names.
   */
  properties?: FlowProperties | ((identified: FlowProperties) => FlowProperties);
  /** Gets the exact text that will be sent and gives its signature, from your server. */
  sign?(payload: string): string | Promise<string>;
  /** Gets the events `Cancellation Flow Started` and `Cancellation Flow Completed` with the status. */
  track?: { track(event: string, properties: { status?: string }): unknown };
  /** Runs where the flow cannot be shown: your own way to cancel. */
  fallback?(result: CancellationFlowError): unknown;
  /** Closes the flow. */
  signal?: AbortSignal;
  /** How long it may take until the flow is shown. 10000 by default; then a person is looking at it. */
  timeoutMs?: number;
  displayMode?: 'full_screen' | 'modal';
  language?: string;
}

export type FlowProperties = Record<string, string | number | boolean | null | undefined | Date>;

export interface FlowSubscriber {
  internalId?: string;
  email?: string;
  name?: string;
  properties?: FlowProperties;
}

export interface FlowSubscription {
  platformId?: string;
  mrr?: number;
  arr?: number;
  currency?: string;
  trial?: boolean;
  properties?: FlowProperties;
}

export type CancellationFlowResult = CancellationFlowAnswer | CancellationFlowClosed | CancellationFlowError;

/** The person has been through the flow. */
export interface CancellationFlowAnswer {
  status: 'canceled' | 'saved' | 'incomplete' | 'deflected';
  /** As the library gives it: its `FlowSession`. */
  flowSession: { id: string; [field: string]: unknown };
  details?: undefined;
}

/** The flow was closed, by the person or by `signal`. */
export interface CancellationFlowClosed {
  status: 'closed';
  details?: 'aborted';
}

export interface CancellationFlowError {
  status: 'error';
  details:
    | 'secret_key'
    | 'invalid_client_id'
    | 'invalid_subscription'
    | 'invalid_display_mode'
    | 'library_missing'
    | 'sign_failed'
    | 'flow_failed'
    | 'timed_out'
    | 'unknown_status';
  /** What the library says, in words for the person. */
  message?: string;
}
