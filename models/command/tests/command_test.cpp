// The command line as its users and their scripts see it.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "models/command/tests/support.hpp"

namespace turnstile::tests {

namespace {

constexpr const char* store_buffering = R"(C sb
{ [x] = 0; [y] = 0; }
P0(atomic_int* x, atomic_int* y) {
  atomic_store_explicit(x, 1, memory_order_relaxed);
  int r0 = atomic_load_explicit(y, memory_order_relaxed);
}
P1(atomic_int* x, atomic_int* y) {
  atomic_store_explicit(y, 1, memory_order_relaxed);
  int r1 = atomic_load_explicit(x, memory_order_relaxed);
}
exists (0:r0 = 0 /\ 1:r1 = 0)
)";

// --- bad usage -----------------------------------------------------------------------------------------------------------

TEST_F(Command, refuses_unknown_names) {
  expect_refused("check petersen", "petersen");
  expect_refused("check peterson/broken_nothing", "peterson/broken_nothing");
  expect_refused("check peterson/", "peterson/");
  expect_refused("check turn petersen", "petersen");
}

TEST_F(Command, refuses_unknown_options_and_commands) {
  expect_refused("check --frobnicate", "--frobnicate");
  expect_refused("list --frobnicate", "--frobnicate");
  expect_refused("frobnicate", "frobnicate");
  expect_refused("", "subcommand");
}

TEST_F(Command, refuses_numbers_out_of_range_and_words_that_are_none) {
  expect_refused("check --threads 0", "--threads");
  expect_refused("check --threads 1", "--threads");
  expect_refused("check --threads 99999999999999999999", "--threads");
  expect_refused("check --threads two", "--threads");
  expect_refused("check --rounds 0", "--rounds");
  expect_refused("check --rounds -1", "--rounds");
  expect_refused("check --rounds 1000", "--rounds");
  expect_refused("check --budget 0", "--budget");
  expect_refused("check --budget nan", "--budget");
  expect_refused("check --jobs 0", "--jobs");
}

TEST_F(Command, refuses_values_that_are_not_in_its_lists) {
  expect_refused("check --property fairness", "fairness");
  expect_refused("check turn --property linearizability", "nothing of what was named");
  expect_refused("check --engine spin", "spin");
  expect_refused("check --scheduler lucky", "lucky");
}

TEST_F(Command, refuses_threads_that_a_named_lock_is_not_for) {
  expect_refused("check peterson --threads 3", "peterson is for 2 threads");
}

TEST_F(Command, refuses_output_that_cannot_be_written_before_it_runs) {
  expect_refused("check turn --json /no/such/directory/file.json", "/no/such/directory/file.json");
  expect_refused("check turn --counterexamples /dev/null/here", "/dev/null/here");
  expect_refused("check turn --json " + in_directory("").string(), "cannot write");
}

TEST_F(Command, says_so_when_the_disk_is_full) {
  const Outcome o = selftest("check contract/correct --property mutual_exclusion --json /dev/full");
  EXPECT_EQ(o.status, 2);
  EXPECT_NE(o.err.find("/dev/full"), std::string::npos);
}

TEST_F(Command, help_teaches_and_succeeds) {
  const Outcome o = turnstile("check --help");
  EXPECT_EQ(o.status, 0);
  for (const char* word : {"--threads", "--rounds", "--budget", "--json", "not_refuted", "Exit status"}) {
    EXPECT_NE(o.out.find(word), std::string::npos) << word;
  }
  EXPECT_EQ(turnstile("--help").status, 0);
}

// --- list ----------------------------------------------------------------------------------------------------------------

TEST_F(Command, list_names_everything_that_check_accepts) {
  std::istringstream lines(turnstile("list").out);
  std::set<std::string> names;
  for (std::string line; std::getline(lines, line);) names.insert(line);
  for (const char* name : {"turn/correct", "peterson/correct_rmw", "peterson/broken_acq_rel", "tsl/correct_ttas"}) {
    EXPECT_TRUE(names.contains(name)) << name;
  }
  const json list = json::parse(turnstile("list --json").out);
  EXPECT_EQ(list.at("schema"), "turnstile.list/1");
  std::set<std::string> from_json;
  for (const json& algorithm : list.at("algorithms")) {
    for (const json& variant : algorithm.at("variants")) {
      from_json.insert(algorithm.at("name").get<std::string>() + "/" + variant.at("name").get<std::string>());
    }
  }
  EXPECT_EQ(from_json, names);
}

// --- verdicts ------------------------------------------------------------------------------------------------------------

TEST_F(Command, json_has_the_fields_of_its_schema) {
  const fs::path file = in_directory("v.json");
  ASSERT_EQ(turnstile("check turn --property progress --engine relacy --json " + file.string()).status, 0);
  const json all = json::parse(content(file));
  EXPECT_EQ(all.at("schema"), "turnstile.verdicts/1");
  ASSERT_EQ(all.at("verdicts").size(), 4U);
  const json& v = all.at("verdicts").at(0);
  for (const char* text : {"algorithm", "variant", "property", "engine", "model", "verdict", "expected"}) {
    EXPECT_TRUE(v.at(text).is_string()) << text;
  }
  EXPECT_EQ(v.at("variant"), "correct");
  EXPECT_EQ(v.at("verdict"), "violated");
  EXPECT_EQ(v.at("kind"), "remainder_blocks");
  EXPECT_EQ(v.at("expected_kind"), "remainder_blocks");
  EXPECT_EQ(v.at("as_contracted"), true);
  EXPECT_EQ(v.at("bounds"), (json{{"threads", 2}, {"rounds", 2}, {"mix", nullptr}}));
  EXPECT_TRUE(v.at("executions").is_number_unsigned() && v.at("blocked").is_number_unsigned());
  EXPECT_TRUE(v.at("complete").is_boolean() && v.at("seconds").is_number());
  EXPECT_TRUE(v.at("bypass").is_null() && v.at("counterexample").is_null());
}

TEST_F(Command, json_gives_the_bypass_by_rounds) {
  const json v = verdicts("trouble/correct --property bounded_waiting").at(0);
  EXPECT_EQ(v.at("bypass"),
            (json{{"thread", {{"bound", nullptr}, {"exact", false}, {"by_rounds", {{"1", 1}, {"2", 2}, {"3", 3}}}}}}));
  EXPECT_EQ(v.at("kind"), "bypass");
}

TEST_F(Command, a_full_search_that_ended_is_complete_but_does_not_hold) {
  const json v = verdicts("contract/correct --property mutual_exclusion --rounds 1 --scheduler full").at(0);
  EXPECT_EQ(v.at("verdict"), "not_refuted");
  EXPECT_EQ(v.at("complete"), true);
}

TEST_F(Command, other_bounds_than_the_contracts_are_not_compared) {
  for (const char* option : {"--rounds 1", "--threads 3", "--scheduler bound"}) {
    const json v = verdicts(std::string("trouble/correct --property progress ") + option).at(0);
    EXPECT_TRUE(v.at("expected").is_null()) << option;
    EXPECT_TRUE(v.at("expected_kind").is_null()) << option;
  }
}

TEST_F(Command, out_of_budget_is_not_refuted_and_not_complete) {
  const fs::path file = in_directory("v.json");
  const Outcome o =
      turnstile("check peterson/correct --property mutual_exclusion --rounds 3 --scheduler full --budget 0.2 --json " +
                file.string());
  EXPECT_EQ(o.status, 0);
  const json v = json::parse(content(file)).at("verdicts").at(0);
  EXPECT_EQ(v.at("verdict"), "not_refuted");
  EXPECT_EQ(v.at("complete"), false);
  EXPECT_EQ(v.at("runs").at(0).at("result"), "out of budget");
}

TEST_F(Command, a_verdict_other_than_the_contracts_is_status_1_and_shows_why) {
  const Outcome overlap = selftest("check contract/broken_said_to_exclude");
  EXPECT_EQ(overlap.status, 1);
  EXPECT_NE(overlap.out.find("violated overlap; expected not_refuted"), std::string::npos) << overlap.out;
  EXPECT_NE(overlap.out.find("(stale read; line 26)"), std::string::npos) << "the counterexample names the line";
  EXPECT_EQ(selftest("check contract/broken_said_to_race").status, 1) << "the kind counts";
  EXPECT_EQ(selftest("check contract/correct_said_to_overlap").status, 1);
  const Outcome bounded = selftest("check contract/correct_said_to_be_bounded");
  EXPECT_EQ(bounded.status, 1);
  EXPECT_EQ(selftest("check contract/correct").status, 0);
}

// Each check is refuted by something that is wrong in just that way.
TEST_F(Command, each_check_rejects_what_it_is_there_for) {
  const auto as_contracted = [&](const std::string& names) {
    const Outcome o = selftest("check " + names);
    EXPECT_EQ(o.status, 0) << o.out;
  };
  as_contracted("data_structure");  // a lock inside a counter; two counters that are passed off as one
  as_contracted("readers/correct readers/broken_mutex");
  as_contracted("exploration/correct exploration/broken_crash");
  EXPECT_EQ(selftest("check exploration/broken_not_seen").status, 1);
}

TEST_F(Command, each_class_has_the_bound_of_the_contract) {
  for (const char* wrong : {"said_to_be_fair", "said_to_overtake_readers"}) {
    const Outcome o = selftest(std::string("check readers/correct_") + wrong + " --property bounded_waiting");
    EXPECT_EQ(o.status, 1) << o.out;
  }
  const json v = verdicts("readers/correct --property bounded_waiting").at(0);
  EXPECT_EQ(v.at("bounds").at("mix"), "1R1W");
  EXPECT_EQ(v.at("bypass").at("reader").at("bound"), 1);
  EXPECT_TRUE(v.at("bypass").at("writer").at("bound").is_null());
}

TEST_F(Command, the_simulated_processor_answers_with_its_own_name) {
  const json v = verdicts("exploration/correct --property progress").at(0);
  EXPECT_EQ(v.at("engine"), "uniprocessor");
  EXPECT_EQ(v.at("verdict"), "holds");
  EXPECT_EQ(v.at("complete"), true);
  const json crash = verdicts("exploration/broken_crash --property progress").at(0);
  EXPECT_EQ(crash.at("verdict"), "unknown");
  EXPECT_NE(crash.at("reason").get<std::string>().find("crashed"), std::string::npos);
  expect_refused("check tsl --engine uniprocessor --threads 2", "--engine uniprocessor");
}

TEST_F(Command, the_exhaustive_engine_says_holds_of_its_own_bounds) {
  const json v = verdicts("exhaustive/correct --property mutual_exclusion").at(0);
  EXPECT_EQ(v.at("engine"), "rc11");
  EXPECT_EQ(v.at("verdict"), "holds");
  EXPECT_EQ(v.at("complete"), true);
  EXPECT_EQ(v.at("bounds"), (json{{"threads", 2}, {"rounds", 3}, {"mix", nullptr}}));
  EXPECT_EQ(v.at("runs").size(), 3U) << "visibility, with one, two and three rounds";
  const json three = verdicts("exhaustive/correct --property mutual_exclusion --engine rc11 --threads 3").at(0);
  EXPECT_EQ(three.at("verdict"), "holds");
  EXPECT_TRUE(three.at("expected").is_null());
  expect_refused("check tsl --engine rc11 --scheduler full", "--engine rc11");
}

TEST_F(Command, trouble_of_the_exhaustive_engine_is_unknown_with_the_reason) {
  const auto expect_unknown = [&](const std::string& variant, const std::string& why) {
    const json v = verdicts("exhaustive/" + variant + " --property mutual_exclusion").at(0);
    EXPECT_EQ(v.at("verdict"), "unknown") << variant;
    EXPECT_NE(v.at("reason").get<std::string>().find(why), std::string::npos) << v.at("reason");
  };
  expect_unknown("broken_crash", "crashed (Aborted)");
  expect_unknown("broken_waiting_try", "a try_lock waits");
  expect_unknown("broken_release_load", "");
}

// Relacy passes it even when its full search comes to its end.
TEST_F(Command, only_the_exhaustive_engine_sees_the_release_store_of_turn) {
  const fs::path file = in_directory("v.json");
  const Outcome o = turnstile("check peterson/broken_release_turn --property mutual_exclusion --json " + file.string());
  EXPECT_EQ(o.status, 0) << o.out;
  const json all = json::parse(content(file)).at("verdicts");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all.at(0).at("verdict"), "not_refuted");
  EXPECT_EQ(all.at(1).at("engine"), "rc11");
  EXPECT_EQ(all.at(1).at("kind"), "overlap");
}

TEST_F(Command, litmus_runs_good_files_beside_bad_ones) {
  const std::string good = in_directory("sb.litmus").string();
  const std::string bad = in_directory("bad.litmus").string();
  std::ofstream(good) << store_buffering;
  std::ofstream(bad) << "C bad\n{ x = }\n";
  const Outcome all_well = turnstile("litmus --csv --jobs 2 " + good + " " + good);
  EXPECT_EQ(all_well.status, 0) << all_well.err;
  EXPECT_EQ(all_well.out, "name,executions,exists,liveness_violation,race\nsb,4,1,0,0\nsb,4,1,0,0\n");
  const Outcome some_bad = turnstile("litmus --engine rc11 " + bad + " /no/such/file " + good);
  EXPECT_EQ(some_bad.status, 2);
  EXPECT_NE(some_bad.out.find("4 executions"), std::string::npos) << some_bad.out;
  EXPECT_NE(some_bad.err.find("bad.litmus"), std::string::npos) << some_bad.err;
  EXPECT_NE(some_bad.err.find("/no/such/file: cannot be read"), std::string::npos) << some_bad.err;
  expect_refused("litmus", "file");
  expect_refused("litmus --engine relacy " + good, "relacy does not read files");
  expect_refused("litmus --engine herd " + good, "herd is not an engine");
}

TEST_F(Command, more_work_finishes_a_search_that_was_given_up) {
  const std::string question = "check cas/correct_stack --property linearizability --threads 2 --scheduler full";
  const auto complete = [&](const std::string& work) {
    const fs::path file = in_directory("v.json");
    EXPECT_EQ(turnstile(question + " --rounds 1 --work " + work + " --json " + file.string()).status, 0);
    return json::parse(content(file)).at("verdicts").at(0).at("complete").get<bool>();
  };
  EXPECT_FALSE(complete("1"));
  expect_refused("check cas --work 0", "--work");
}

TEST_F(Command, counterexamples_are_written_and_named) {
  const fs::path directory = in_directory("some/where");
  const fs::path file = in_directory("v.json");
  const Outcome o = turnstile("check peterson/broken_acq_rel --property mutual_exclusion --counterexamples " +
                              directory.string() + " --json " + file.string());
  EXPECT_EQ(o.status, 0);
  const std::string named = json::parse(content(file)).at("verdicts").at(0).at("counterexample");
  const fs::path stem = directory / "peterson.broken_acq_rel.mutual_exclusion.relacy";
  EXPECT_EQ(named, stem.string() + ".json");
  EXPECT_EQ(json::parse(content(named)).at("schema"), "turnstile.counterexample/1");
  const std::string text = content(stem.string() + ".txt");
  for (const char* word : {"interested[0] is false", "stale: the initial value", "line 36", "thread 1"}) {
    EXPECT_NE(text.find(word), std::string::npos) << word << "\n" << text;
  }
}

TEST_F(Command, the_same_run_gives_the_same_verdicts) {
  const auto without_times = [](json all) {
    for (json& v : all) {
      v.erase("seconds");
      for (json& run : v.at("runs")) run.erase("seconds");
    }
    return all;
  };
  EXPECT_EQ(without_times(verdicts("trouble/correct")), without_times(verdicts("trouble/correct --jobs 1")));
}

// --- trouble -------------------------------------------------------------------------------------------------------------

TEST_F(Command, trouble_stays_in_its_process_and_is_unknown_with_the_reason) {
  const json all = verdicts("trouble --property mutual_exclusion --budget 1");
  std::map<std::string, std::string> reasons;
  for (const json& v : all) {
    if (v.at("variant") == "correct" || v.at("variant") == "broken_waiting_doorway") {
      EXPECT_EQ(v.at("verdict"), "not_refuted");
      continue;
    }
    EXPECT_EQ(v.at("verdict"), "unknown") << v;
    reasons[v.at("variant")] = v.at("reason").get<std::string>();
  }
  const auto said = [&](const char* variant, const char* what) {
    EXPECT_NE(reasons[variant].find(what), std::string::npos) << variant << ": " << reasons[variant];
  };
  said("broken_crash", "crashed (Aborted)");
  said("broken_hang", "did not end");
  said("broken_leave", "not a result");
  said("broken_release_load", "release is not allowed for a load");
  said("broken_release_load", "selftest.cpp:");
  said("broken_acquire_store", "acquire is not allowed for a store");
  said("broken_releasing_failure", "release is not allowed for a compare-exchange that fails");
  said("broken_nondeterminism", "");
  said("broken_spin", "outside of every await");
  said("broken_stranger", "a thread unlocks a lock that it does not hold");
  said("broken_relocker", "a thread locks a lock that it holds already");
}

TEST_F(Command, unknown_is_never_a_pass) {
  EXPECT_EQ(selftest("check trouble/broken_crash --property mutual_exclusion --rounds 1").status, 1);
}

TEST_F(Command, a_doorway_that_waits_is_not_measured) {
  const json v = verdicts("trouble/broken_waiting_doorway --property bounded_waiting").at(0);
  EXPECT_EQ(v.at("verdict"), "unknown");
  EXPECT_EQ(v.at("reason"), "an await inside the doorway: overtaking would hide there");
}

// --- interruption --------------------------------------------------------------------------------------------------------

int count_simulations(pid_t parent, const std::string& variant) { return count_searches("simulate", parent, variant); }

// Both have started, and the second has come to its end: a good while has passed in which only the first was seen.
void wait_until_only_this_runs(pid_t parent, const std::string& first, const std::string& second) {
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  for (int quiet = 0; quiet < 20 && std::chrono::steady_clock::now() < deadline; std::this_thread::sleep_for(50ms)) {
    const bool only_first = count_simulations(parent, first) > 0 && count_simulations(parent, second) == 0;
    quiet = only_first ? quiet + 1 : 0;
  }
  EXPECT_GT(count_simulations(parent, first), 0);
}

TEST_F(Command, control_c_stops_within_a_second_and_leaves_nothing) {
  const fs::path file = in_directory("v.json");
  const fs::path out = in_directory("out");
  const fs::path err = in_directory("err");
  const pid_t pid = ::fork();
  if (pid == 0) {
    static_cast<void>(std::freopen(out.c_str(), "w", stdout));
    static_cast<void>(std::freopen(err.c_str(), "w", stderr));
    ::execl(SELFTEST, "turnstile", "check", "trouble/correct", "trouble/broken_hang", "--property", "mutual_exclusion",
            "--jobs", "2", "--json", file.c_str(), nullptr);
    ::_exit(127);
  }
  wait_until_only_this_runs(pid, "broken_hang", "correct");
  ::kill(pid, SIGINT);
  const auto start = std::chrono::steady_clock::now();
  int status = 0;
  ::waitpid(pid, &status, 0);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 1s);
  EXPECT_EQ(WEXITSTATUS(status), 130);
  EXPECT_NE(content(err).find("1 of 2 verdicts were finished"), std::string::npos) << content(err);
  EXPECT_NE(content(out).find("trouble/correct"), std::string::npos);
  EXPECT_EQ(count_simulations(pid, "broken_hang"), 0);
  for (const auto& entry : fs::directory_iterator(file.parent_path())) {
    EXPECT_FALSE(entry.path().filename().string().starts_with("v.json")) << entry.path();
  }
}

}  // namespace

}  // namespace turnstile::tests
