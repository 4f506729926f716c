#include "models/engines/interleaving/failure.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "algorithms/peterson/broken_polite_retreat.hpp"
#include "models/clients/programs.hpp"
#include "models/engines/interleaving/executor.hpp"
#include "models/engines/interleaving/platform.hpp"
#include "models/engines/interleaving/tests/printing.hpp"

namespace turnstile::interleaving {

namespace {

// One step a character: thread 0 in small letters, thread 1 in capitals.
Trace trace_of(const std::string& letters) {
  Trace trace;
  for (const char letter : letters) {
    Step step;
    step.thread = letter < 'a' ? 1 : 0;
    step.variable = letter;
    trace.push_back(step);
  }
  return trace;
}

TEST(support, cycle_is_found_at_the_end_of_a_trace) {
  EXPECT_EQ(find_cycle(trace_of("xyabababababababab")), (Cycle{.first = 2, .length = 2}));
  EXPECT_EQ(find_cycle(trace_of("aaaaaaaa")), (Cycle{.first = 0, .length = 1}));
  // It need not end where its turn ends.
  EXPECT_EQ(find_cycle(trace_of("xabcabcabcabcabca")), (Cycle{.first = 1, .length = 3}));
}

TEST(support, no_cycle_is_found_where_none_is) {
  EXPECT_EQ(find_cycle(trace_of("")), std::nullopt);
  EXPECT_EQ(find_cycle(trace_of("abcdefghijkl")), std::nullopt);
  EXPECT_EQ(find_cycle(trace_of("abcdefghijkabab")), std::nullopt);  // twice is too little
}

TEST(support, switches_are_counted_between_steps_that_show) {
  EXPECT_EQ(shown_switches({}), 0);
  EXPECT_EQ(shown_switches(trace_of("abc")), 0);
  EXPECT_EQ(shown_switches(trace_of("abCDe")), 2);
  Trace trace = trace_of("aBc");
  trace[1].repeated = true;
  EXPECT_EQ(shown_switches(trace), 0);
}

Failure failure_with(const std::string& letters, const Schedule& schedule) {
  return {.ending = {}, .schedule = schedule, .trace = trace_of(letters), .cycle = std::nullopt};
}

TEST(support, fewer_switches_are_easier_than_fewer_steps_and_these_than_a_simpler_schedule) {
  const Schedule complicated{.preemptions = {{.after = 1, .to = 0}}};
  EXPECT_TRUE(easier(failure_with("abcdEF", complicated), failure_with("aBc", {})));
  EXPECT_TRUE(easier(failure_with("aB", complicated), failure_with("abC", {})));
  EXPECT_TRUE(easier(failure_with("aB", {}), failure_with("aB", complicated)));
  EXPECT_FALSE(easier(failure_with("aB", {}), failure_with("aB", {})));
}

TEST(support, livelock_is_shown_up_to_its_first_repetition) {
  const auto polite = programs_of<broken::PetersonPoliteRetreat, Platform>();
  Executor executor(polite.of(clients::progress), Mix::all(2, 1), {.at_hang = AtHang::violated});
  const Schedule in_step{.preemptions = {}, .quantum = 1};
  const Failure failure = failure_under(executor, executor.execute(in_step), in_step);
  // A round of four steps each, from the very beginning.
  EXPECT_EQ(failure.cycle, (Cycle{.first = 0, .length = 8}));
  const auto is_mark = [](const Step& step) { return step.operation == Operation::mark; };
  EXPECT_EQ(std::ranges::count_if(failure.trace, is_mark), 2) << "each enters its waiting section";
  EXPECT_EQ(failure.trace.size(), 10U);
  const std::string text = interleaving::text(failure, 2);
  EXPECT_EQ(text.find("livelock: "), 0U) << text;
  const std::size_t first = place_of(failure.trace, 0) + 1;
  EXPECT_NE(text.find("from here on it goes round for ever"), std::string::npos) << text;
  EXPECT_NE(text.find(" and so on, from step " + std::to_string(first) + " "), std::string::npos) << text;
}

}  // namespace

}  // namespace turnstile::interleaving
