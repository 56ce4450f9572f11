// The design of the vendor's own analytics.js integration (ProfitWell/segment-dotjs 1.0.1), written
// for this benchmark from its documented behaviour on the packages it depends on: a factory's
// integration with a tag template, `auth_token` when it initializes, one `start` ever. A marketing
// site starts at once, by the stored user's email if there is one; a web app waits for `identify`.

import integration from '@segment/analytics.js-integration';
import { Identify } from 'segmentio-facade';

/** The integration; `vendorUrl` is where the vendor's script stands. */
export function vendorIntegration(vendorUrl) {
  const ProfitWell = integration('ProfitWell')
    .global('profitwell')
    .option('publicApiToken', '')
    .option('siteType', 'marketing')
    .tag(`<script id="profitwell-js" data-pw-auth="{{ publicApiToken }}" src="${vendorUrl}?auth={{ publicApiToken }}">`);

  ProfitWell.prototype.initialize = function () {
    window.profitwell = window.profitwell || function () {
      (window.profitwell.q = window.profitwell.q || []).push(arguments);
    };
    window.profitwell('auth_token', this.options.publicApiToken);
    const user = this.analytics.user();
    const email = new Identify({ userId: user.id(), traits: user.traits() }).email();
    if (email) this.start(email);
    else if (this.options.siteType == 'marketing') this.start();
    this.load(this.ready);
  };

  ProfitWell.prototype.loaded = () => !!(window.profitwell && window.profitwell.isLoaded);

  ProfitWell.prototype.identify = function (identify) {
    this.start(identify.email());
  };

  ProfitWell.prototype.start = function (email) {
    if (this.started) return;
    this.started = true;
    window.profitwell('start', email ? { user_email: email } : {});
  };

  return ProfitWell;
}
