/** What a server asks while it logs us in (keyboard-interactive): the connection waits for the answers. */
import { useState } from 'react';
import type { Question } from '../../contract/board.ts';
import { Dialog } from '../components/dialog.tsx';
import { TextField } from '../components/text-field.tsx';
import { useHost } from '../host/host-context.tsx';
import { disconnect, giveAnswers } from './board-actions.ts';

export function QuestionDialog({ board, question }: { board: string; question: Question }) {
  const host = useHost();
  const [answers, setAnswers] = useState<readonly string[]>(question.prompts.map(() => ''));
  const [sent, setSent] = useState(false);
  if (sent) return null;
  const who = question.hop ?? board;
  return (
    <Dialog
      title={question.name === '' ? `${who} asks` : question.name}
      about={
        <>
          {question.name !== '' && <p>{who} asks.</p>}
          {question.instructions !== '' && <p className="pre-line">{question.instructions}</p>}
          <p className="muted">Answers go to it alone, and are kept nowhere.</p>
        </>
      }
      confirm={{
        label: 'Answer',
        run() {
          setSent(true);
          void giveAnswers(host, board, question.id, answers);
        },
      }}
      onClose={() => disconnect(host, board)}
    >
      {question.prompts.map(({ text, echo }, index) => (
        <TextField
          // Prompts have no names of their own, and never change places.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          key={index}
          label={text.trim().replace(/:$/, '') || 'Answer'}
          type={echo ? 'text' : 'password'}
          value={answers[index] ?? ''}
          onValue={(value) => setAnswers(answers.map((before, at) => (at === index ? value : before)))}
          autoFocus={index === 0}
        />
      ))}
    </Dialog>
  );
}
