import type { CommonSettings, DestinationPlugin } from '../shared/types.js';

export type { ConsentAnswer, DestinationMiddleware, EventContext } from '../shared/types.js';

/** The kind of site: `marketing` starts anonymously at load, `web app` waits for identify. */
export type SiteType = 'marketing' | 'web app' | 'webapp' | 'web-app' | 'web_app' | 'webApp' | 'wep app';

interface Shared extends CommonSettings {
  /** @default 'marketing' */
  siteType?: SiteType;
  /**
   * The name of the trait that holds the customer's id in the *billing platform*
   * (Stripe `cus_…`, Paddle `ctm_…`); not your own user id. It takes precedence over the email.
   */
  customerIdTrait?: string;
  /** Whether to start with the user that the host has stored. @default true */
  useStoredUser?: boolean;
  /** The CSP nonce for the vendor's script tag. @default the nonce of the running classic script */
  nonce?: string;
  /**
   * The URL of the vendor's script, for a first-party proxy or local work: https or same-origin; plain
   * http only on localhost.
   * @default 'https://public.profitwell.com/js/profitwell.js'
   */
  scriptUrl?: string;
  /** How long `ready` waits for the vendor's script, in milliseconds. @default 5000 */
  timeoutMs?: number;
}

/** The settings of the ProfitWell destination. */
export type ProfitWellSettings =
  | (Shared & {
      /** The Public API Token of your ProfitWell account: public, not the private API token. */
      publicApiToken: string;
      publicApiKey?: string;
    })
  | (Shared & {
      /** RudderStack's name for `publicApiToken`. */
      publicApiKey: string;
      publicApiToken?: undefined;
    });

/**
 * The plugin. Its `ready` settles when the vendor's script has run, when it fails for the first time, or after
 * `timeoutMs`.
 */
export type ProfitWellPlugin = DestinationPlugin<'ProfitWell'>;

/**
 * The ProfitWell destination as a plugin for Segment's `@segment/analytics-next`.
 *
 * It never throws. With invalid settings it prints one error and returns a plugin that is off. On a
 * server it returns a plugin that does nothing.
 *
 * @example
 * const analytics = AnalyticsBrowser.load({
 *   writeKey,
 *   plugins: [profitwell({ publicApiToken: '…', siteType: 'web app' })],
 * });
 */
export function profitwell(settings: ProfitWellSettings): ProfitWellPlugin;

/**
 * Records the visitor's answer for every ProfitWell registration on the page. `false` stops all further
 * calls and forgets the visitor; a vendor script that has run cannot be unloaded.
 */
export function setConsent(yes: boolean): void;

/** The customer's answer to one of the vendor's offers. */
export interface SalvageResult {
  decision: 'accepted' | 'rejected';
  resolution?: 'accepted' | 'rejected';
  hasErrors: boolean;
}

/** The ways in which the vendor's dialogue tries to keep a customer. */
export type SalvageAttempt =
  | 'pause_subscription'
  | 'plan_switch'
  | 'contact_support_email_notification'
  | 'contact_support_meeting_scheduler';

/**
 * The result of a cancellation flow. `retained` and `aborted`: the customer stays. `chose_to_cancel`:
 * continue with your own cancellation. `error`: the customer has seen no dialogue, so open your own
 * cancel page, and cancel nothing.
 */
export type CancellationFlowResult =
  | {
      status: 'error';
      /**
       * The vendor's message, or one of these codes: `invalid_subscription_id`, `consent_denied`, `not_loaded`,
       * `vendor_script_blocked`, `timed_out`, `vendor_threw`, `no_promise`, `vendor_rejected`,
       * `unknown_status`.
       */
      details?: string;
    }
  | {
      status: 'retained' | 'aborted' | 'chose_to_cancel';
      cancelReason?: string | null;
      satisfactionInsight?: string | null;
      additionalFeedback?: string | null;
      salvageAttemptResult?: SalvageResult | null;
      salvageOfferResult?: SalvageResult | null;
      salvageAttemptIntended?: SalvageAttempt | null;
      salvageAttemptUsed?: SalvageAttempt | null;
    };

/**
 * Opens ProfitWell Retain's cancellation flow for a subscription, through ProfitWell's script or, where
 * Paddle.js is initialised, through `Paddle.Retain`. It never rejects.
 *
 * `timeoutMs` limits the wait for the vendor's script. Once the dialogue is open, the promise waits for the
 * customer, or until `signal` aborts (the status is then `aborted`). `fallback` is called if the
 * status is `error`.
 *
 * @example
 * const openCancelPage = () => location.assign('/account/cancel');
 * const { status } = await cancellationFlow({ subscriptionId: 'sub_12345', fallback: openCancelPage });
 * if (status === 'chose_to_cancel') openCancelPage();
 */
export function cancellationFlow(options: {
  subscriptionId: string;
  signal?: AbortSignal;
  /** Opens your own cancel page. It is called if Retain's dialogue could not be opened or ended in an error. */
  fallback?: (result: Extract<CancellationFlowResult, { status: 'error' }>) => void;
}): Promise<CancellationFlowResult>;
