// Each line must be refused; an expectation that is not met is an error itself.
import { cancellationFlow, profitwell, setConsent } from 'retention-destinations';

// @ts-expect-error no token
profitwell({});
// @ts-expect-error no settings
profitwell();
// @ts-expect-error a token is a text
profitwell({ publicApiToken: 5 });
// @ts-expect-error not a site type
profitwell({ publicApiToken: 't', siteType: 'mobile' });
// @ts-expect-error not an answer
profitwell({ publicApiToken: 't', consent: 'granted' });
// @ts-expect-error an answer is a boolean
profitwell({ publicApiToken: 't', consent: () => 'yes' });
// @ts-expect-error milliseconds are a number
profitwell({ publicApiToken: 't', timeoutMs: '5000' });
// @ts-expect-error an unknown setting
profitwell({ publicApiToken: 't', sitetype: 'marketing' });
// @ts-expect-error consent is yes or no
setConsent('yes');
// @ts-expect-error no subscription
cancellationFlow({});
// @ts-expect-error the vendor's spelling
cancellationFlow({ subscription_id: 'sub_1' });
