/** Entry of the page, in both shells. */
import { createRoot } from 'react-dom/client';
import { z } from 'zod';

// Its probe for eval would be a violation of the page's content security policy.
z.config({ jitless: true });

const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<main>uiomem studio</main>);
