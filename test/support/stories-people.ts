import { form } from './stories-steps.ts';

/** Lucía as HubSpot has her, and as she has to be in Bridge. */
export const lucia = {
  firstname: 'Lucía',
  lastname: 'Martín',
  email: 'lucia.martin@example.com',
  mobilephone: '600 111 222',
};
export const luciaInBridge = {
  firstName: 'Lucía',
  lastName: 'Martín',
  email: 'lucia.martin@example.com',
  cellphone: '+34600111222',
};
export const luciasForm = form({
  firstName: 'Lucía',
  phone: '+34600111222',
  email: 'lucia.martin@example.com',
});

/** Lucía, entered a second time with her other number and address. */
export const luciaAgain = {
  firstname: 'L.',
  lastname: 'Martín',
  email: 'lucia@example.com',
  mobilephone: '600 777 888',
};
export const luciaAgainInBridge = {
  firstName: 'L.',
  lastName: 'Martín',
  email: 'lucia@example.com',
  cellphone: '+34600777888',
};

/** Somebody else. */
export const marcos = {
  firstname: 'Marcos',
  lastname: 'Ruiz',
  email: 'marcos.ruiz@example.com',
  mobilephone: '600 333 444',
};
export const marcosInBridge = {
  firstName: 'Marcos',
  lastName: 'Ruiz',
  email: 'marcos.ruiz@example.com',
  cellphone: '+34600333444',
};
