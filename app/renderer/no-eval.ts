/**
 * zod makes its probe for eval, a violation of the page's content security policy, when a schema is made. In the same piece of the
 * built page as zod itself (vite.config.ts), so that it comes before any schema.
 */
import { z } from 'zod';

z.config({ jitless: true });
