// Reader-writer locks: what is known of them, and of their broken siblings (docs/rwlock.md).
#include "algorithms/rwlock/rwlock.hpp"

#include "algorithms/rwlock/broken_exclusive_readers.hpp"
#include "algorithms/rwlock/broken_last_reader_keeps.hpp"
#include "algorithms/rwlock/broken_relaxed_reader_exit.hpp"
#include "algorithms/rwlock/broken_split_count.hpp"
#include "algorithms/rwlock/broken_upgrade.hpp"
#include "algorithms/rwlock/broken_writer_ignores_readers.hpp"
#include "algorithms/rwlock/rwlock_fair.hpp"
#include "algorithms/rwlock/rwlock_reader_preference.hpp"
#include "algorithms/rwlock/rwlock_writer_preference.hpp"
#include "models/stems/forms.hpp"
#include "models/stems/stems.hpp"

namespace turnstile {

namespace {

constexpr std::optional<int> unbounded = std::nullopt;

Contract right(const Expectation& bypass) {
  return {.mutual_exclusion = holds(), .progress = holds(), .bounded_waiting = bypass};
}

// Every other thread overtakes at most once.
int all_others(const Party& party) { return party.threads - 1; }

Contract textbook(const Party&) { return right(bypass_by_class(unbounded, unbounded)); }
// A reader is overtaken only by the writer that is inside; once a reader is counted, no other writer comes in.
Contract reader_preference(const Party&) { return right(bypass_by_class(unbounded, 1)); }
// A writer is overtaken only by the writers before it, and by the readers that were counted before it was announced.
Contract writer_preference(const Party& party) { return right(bypass_by_class(all_others(party), unbounded)); }
// A thread is overtaken only by those that stand before it in the line.
Contract fair(const Party& party) { return right(bypass_by_class(all_others(party), party.writers())); }

Contract unsafe(Kind kind, Engines seen_by) {
  return {.mutual_exclusion = violated(kind, seen_by),
          .progress = holds(),
          .bounded_waiting = not_applicable(),
          .thread_sanitizer = true};
}

// The count is wrong afterwards, and so is the word: the remains of a lost reader or a wiped mark keep others out.
Contract split_count(const Party&) {
  Contract contract = unsafe(Kind::overlap, model_checkers_and_interleavings);
  contract.progress = violated(Kind::deadlock);
  return contract;
}

// How often a writer is overtaken until all threads hang is not compared; the number need not grow.
Contract last_reader_keeps(const Party& party) {
  Contract contract = textbook(party);
  contract.progress = violated(Kind::deadlock);
  contract.bounded_waiting.bypass = {{.of_class = "reader", .bound = unbounded}};
  return contract;
}

// It takes two threads that upgrade.
Contract upgrade(const Party& party) {
  Contract contract = reader_preference(party);
  if (party.writers() > 1) contract.progress = violated(Kind::deadlock);
  return contract;
}

Contract exclusive_readers(const Party& party) {
  Contract contract = fair(party);
  contract.mutual_exclusion = violated(Kind::readers_excluded);
  return contract;
}

// For the exhaustive engine: two readers that do not wait for each other have very many executions, and where they
// upgrade, even with nothing inside.
constexpr Reach one_round_of_exclusion = {.mutual_exclusion = {.of_three = 1}};
constexpr Reach quick_exclusion = {.mutual_exclusion = {.of_three = 2, .of_three_quickly = 1}};
constexpr Reach quick_progress = {.progress = {.of_three = 2, .of_three_quickly = 1}};
constexpr Reach of_upgrade = {.mutual_exclusion = {.of_three = 1}, .progress = {.of_three = 1}};

// The locks with their default width of tickets.
template <class Platform>
using WriterPreference = WriterPreferenceLock<Platform>;
template <class Platform>
using Fair = FairRwLock<Platform>;
template <class Platform>
using ExclusiveReaders = broken::RwExclusiveReaders<Platform>;

}  // namespace

Stem rwlock() {
  return {
      .name = "rwlock",
      .most_threads = max_threads,
      .parties = {{.threads = 2, .readers = 1}, {.threads = 3, .readers = 2}, {.threads = 3, .readers = 1}},
      .variants = {
          right_form<TextbookReadersLock>("correct", textbook),
          within(quick_exclusion, right_form<ReaderPreferenceLock>("correct_reader_preference", reader_preference)),
          within(quick_exclusion, right_form<WriterPreference>("correct_writer_preference", writer_preference)),
          right_form<Fair>("correct_fair", fair),
          broken_form<broken::RwSplitCount>("broken_split_count", "correct_reader_preference", split_count),
          within(quick_progress, broken_form<broken::RwWriterIgnoresReaders>(
                                     "broken_writer_ignores_readers", "correct_reader_preference",
                                     unsafe(Kind::overlap, model_checkers_and_interleavings))),
          broken_form<broken::RwLastReaderKeeps>("broken_last_reader_keeps", "correct", last_reader_keeps),
          within(one_round_of_exclusion,
                 broken_form<broken::RwRelaxedReaderExit>("broken_relaxed_reader_exit", "correct_reader_preference",
                                                          unsafe(Kind::data_race, weak_memory_engines))),
          within(of_upgrade, broken_form<broken::RwUpgrade>("broken_upgrade", "correct_reader_preference", upgrade)),
          broken_form<ExclusiveReaders>("broken_exclusive_readers", "correct_fair", exclusive_readers),
      }};
}

}  // namespace turnstile
