/** First of all imports: zod makes its probe for eval, a violation of the page's content security policy, when a schema is made. */
import { z } from 'zod';

z.config({ jitless: true });
