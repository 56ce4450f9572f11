// Each line must be refused; an expectation that is not met is an error itself.
import { prosperstack, setConsent } from 'retention-destinations/prosperstack';

// @ts-expect-error no endpoint
prosperstack({});
// @ts-expect-error a key has no place in a page
prosperstack({ endpoint: '/relay', apiKey: 'k' });
// @ts-expect-error not a type of a property
prosperstack({ endpoint: '/relay', mapping: { a: { property: 'A', type: 'int' } } });
// @ts-expect-error a list
prosperstack({ endpoint: '/relay', allow: 'Plan' });
// @ts-expect-error consent is yes or no
setConsent('yes');
