import type { Locale, Text } from './wording.ts'

/** What a DPO should look at, in the order in which it is told. Each code has its sentence, in both languages. */
const warningTexts = {
  receipt_backdated: {
    fr: 'La réception précède de plus de sept jours son enregistrement, ou a été corrigée pour un jour antérieur\u00a0: le délai courait avant d’être suivi ici. Conservez la preuve de la date de réception.',
    en: 'The receipt lies more than seven days before it was recorded, or was corrected to an earlier day: the time limit was running before it was watched here. Keep the proof of the day of receipt.',
  },
  receipt_moved_later: {
    fr: 'La réception a été corrigée pour un jour postérieur, et l’échéance avec elle. Conservez la preuve du jour où la demande est réellement arrivée (EDPB 01/2022, §\u00a0159).',
    en: 'The receipt was corrected to a later day, and the last day with it. Keep the proof of the day on which the request really arrived (EDPB 01/2022 §159).',
  },
  holiday_calendar_changed: {
    fr: 'Une échéance a changé parce que le calendrier, le fuseau ou le régime de l’organisation, ou les jours fériés eux-mêmes, ont changé depuis la réception. L’historique indique les dates avant et après.',
    en: 'A due date moved because the organisation’s calendar, time zone or regime, or the holidays themselves, have changed since receipt. The history tells the dates before and after.',
  },
  asked_late: {
    fr: 'La question a été posée plus de sept jours après la réception\u00a0: une suspension se demande sans retard indu (EDPB 01/2022, §\u00a0159).',
    en: 'The question was asked more than seven days after receipt: to suspend the time limit it must be asked without undue delay (EDPB 01/2022 §159).',
  },
  asked_after_deadline: {
    fr: 'La question a été posée après l’échéance\u00a0: il ne restait rien à suspendre (EDPB 01/2022, §\u00a0159).',
    en: 'The question was asked after the last day: nothing was left to suspend (EDPB 01/2022 §159).',
  },
  clarification_pause_not_in_national_law: {
    fr: 'La suspension pour précision suit les lignes directrices de l’EDPB (01/2022, §\u00a0159)\u00a0: aucun texte national ne la prévoit. La date stricte est la plus sûre.',
    en: 'The pause for clarification follows the EDPB guidelines (01/2022 §159): no national text provides for it. The strict date is the safe one.',
  },
  extension_not_told: {
    fr: 'La prolongation est décidée, mais la personne n’en est pas encore informée\u00a0: elle tombe si ce n’est pas fait dans le premier délai (RGPD, art. 12(3)).',
    en: 'The extension is decided, but the person has not been told yet: it falls away unless they are told within the first time limit (GDPR art. 12(3)).',
  },
  extension_too_late: {
    fr: 'La personne n’a pas été informée de la prolongation dans le premier délai\u00a0: celui-ci reste applicable (RGPD, art. 12(3)).',
    en: 'The person was not told of the extension within the first time limit, which therefore stands (GDPR art. 12(3)).',
  },
  extension_counts_on_pause: {
    fr: 'La prolongation n’est à temps que grâce à une suspension\u00a0: si celle-ci était contestée, le premier délai s’appliquerait.',
    en: 'The extension is in time only because of a pause: were the pause contested, the first time limit would apply.',
  },
  refused_after_first_month: {
    fr: 'Un refus a été décidé après le premier délai. Il se communique dans le mois de la réception, suspensions comptées\u00a0: la prolongation vaut pour agir, non pour refuser (RGPD, art. 12(4)).',
    en: 'A refusal was decided after the first time limit. It is told within one month of receipt, pauses counted: an extension is for action, not for refusal (GDPR art. 12(4)).',
  },
  act_by_passed: {
    fr: 'Le délai propre aux données de santé est passé sans réponse\u00a0: huit jours, ou deux mois pour celles de plus de cinq ans (code de la santé publique, art. L1111-7).',
    en: 'The shorter limit for health data has passed without an answer: eight days, or two months for those older than five years (Code de la santé publique L1111-7).',
  },
  pause_open_long: {
    fr: 'La question reste sans réponse depuis trente jours ou plus.',
    en: 'The question has been unanswered for thirty days or more.',
  },
} as const satisfies Record<string, Text>

export type ClockWarning = keyof typeof warningTexts

export const clockWarnings = Object.keys(warningTexts) as readonly ClockWarning[] // the keys of the table above

/** A warning as a reader is told of it. */
export function explainWarning(code: ClockWarning, locale: Locale): string {
  return warningTexts[code][locale]
}
