// turnstile orders, as its users and their scripts see it.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>
#include <thread>

#include "models/command/tests/support.hpp"

namespace turnstile::tests {

namespace {

class Orders : public Command {};

TEST_F(Orders, show_that_each_order_of_petersons_lock_is_necessary) {
  const Outcome o = turnstile("orders peterson");
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_EQ(o.err, "");
  EXPECT_EQ(o.out, R"(peterson/correct
line             operation  order    weaker   verdict   kind       failed at
peterson.hpp:32  store      seq_cst  release  violated  overlap    2x1 mutual_exclusion
peterson.hpp:36  store      seq_cst  release  violated  overlap    2x1 mutual_exclusion
peterson.hpp:46  load #1    seq_cst  acquire  violated  overlap    2x1 mutual_exclusion
peterson.hpp:46  load #2    acquire  relaxed  violated  data_race  2x2 mutual_exclusion
peterson.hpp:52  store      release  relaxed  violated  data_race  2x1 mutual_exclusion

peterson/correct_rmw
line                 operation  order    weaker   verdict   kind       failed at
peterson_rmw.hpp:35  exchange   acq_rel  acquire  violated  overlap    2x1 mutual_exclusion
peterson_rmw.hpp:35  exchange   acq_rel  release  violated  overlap    2x1 mutual_exclusion
peterson_rmw.hpp:45  load #1    acquire  relaxed  violated  data_race  2x1 mutual_exclusion
peterson_rmw.hpp:45  load #2    acquire  relaxed  violated  data_race  2x2 mutual_exclusion
peterson_rmw.hpp:51  store      release  relaxed  violated  data_race  2x1 mutual_exclusion

peterson/correct: 5 of 5 weakenings killed
peterson/correct_rmw: 5 of 5 weakenings killed
all: 10 of 10 weakenings killed
)");
}

TEST_F(Orders, as_json_and_with_counterexamples) {
  const fs::path file = in_directory("orders.json");
  const fs::path directory = in_directory("counterexamples");
  ASSERT_EQ(
      turnstile("orders peterson/correct --json " + file.string() + " --counterexamples " + directory.string()).status,
      0);
  const json all = json::parse(content(file));
  EXPECT_EQ(all.at("schema"), "turnstile.orders/1");
  const json& form = all.at("forms").at(0);
  EXPECT_EQ(form.at("variant"), "correct");
  EXPECT_EQ(form.at("header"), "algorithms/peterson/peterson.hpp");
  EXPECT_EQ(form.at("score"), (json{{"weakenings", 5}, {"killed", 5}, {"excepted", 0}}));
  ASSERT_EQ(form.at("orders").size(), 5U);
  EXPECT_EQ(form.at("orders").at(3), (json{{"file", "algorithms/peterson/peterson.hpp"},
                                           {"line", 46},
                                           {"operation", "load"},
                                           {"ordinal", 2},
                                           {"order", "acquire"}}));
  json w = form.at("weakenings").at(3);
  const std::string named = w.at("counterexample");
  EXPECT_EQ(named, (directory / "peterson.correct.46.load.2.relaxed.txt").string());
  for (const char* known : {"seconds", "counterexample"}) w.erase(known);
  EXPECT_EQ(w, (json{{"file", "algorithms/peterson/peterson.hpp"},
                     {"line", 46},
                     {"operation", "load"},
                     {"ordinal", 2},
                     {"order", "acquire"},
                     {"weaker", "relaxed"},
                     {"verdict", "violated"},
                     {"kind", "data_race"},
                     {"property", "mutual_exclusion"},
                     {"bounds", {{"threads", 2}, {"rounds", 2}, {"mix", nullptr}}},
                     {"exception", nullptr},
                     {"as_declared", true},
                     {"reason", nullptr}}));
  const std::string text = content(named);
  EXPECT_TRUE(text.starts_with("With relaxed in the place of acquire: load in peterson.hpp:46\n")) << text;
  EXPECT_NE(text.find("violated: data_race"), std::string::npos) << text;
}

TEST_F(Orders, of_a_stem_are_those_of_its_right_forms) {
  const Outcome all = turnstile("orders turn");
  EXPECT_EQ(all.out.find("broken"), std::string::npos) << all.out;
  const Outcome broken = turnstile("orders turn/broken_relaxed");
  EXPECT_EQ(broken.status, 0);
  EXPECT_TRUE(broken.out.starts_with("turn/broken_relaxed\n")) << broken.out;
}

TEST_F(Orders, refuse_what_it_does_not_know) {
  expect_refused("orders petersen", "petersen");
  expect_refused("orders peterson/broken_nothing", "peterson/broken_nothing");
  expect_refused("orders peterson --budget 0", "--budget");
  expect_refused("orders peterson --engine relacy", "--engine");
  expect_refused("orders peterson --json /no/such/directory/file.json", "/no/such/directory/file.json");
  const Outcome nothing = selftest("orders exploration");
  EXPECT_EQ(nothing.status, 2);
  EXPECT_NE(nothing.err.find("exploration"), std::string::npos) << nothing.err;
}

// The score can fail: in every way that is not a kill.
TEST_F(Orders, an_order_that_nobody_needs_survives_and_is_status_1) {
  const Outcome o = selftest("orders orders/correct_too_strong");
  EXPECT_EQ(o.status, 1);
  EXPECT_NE(o.out.find("seq_cst  acq_rel  holds (!)"), std::string::npos) << o.out;
  EXPECT_NE(o.out.find("exchange, seq_cst -> acq_rel: survives\n"), std::string::npos) << o.out;
  EXPECT_NE(o.out.find("orders/correct_too_strong: 1 of 2 weakenings killed\n"), std::string::npos) << o.out;
  EXPECT_EQ(selftest("orders orders/correct").status, 0);
  EXPECT_EQ(selftest("orders orders/broken_too_strong").status, 0) << "of a broken form nothing is asked";
}

TEST_F(Orders, an_order_that_is_declared_to_survive_does_so_with_its_proof) {
  const Outcome o = selftest("orders excepted");
  EXPECT_EQ(o.status, 0);
  EXPECT_NE(o.out.find("excepted: docs/nowhere.md#why"), std::string::npos) << o.out;
  EXPECT_NE(o.out.find("excepted/correct: 1 of 2 weakenings killed, 1 excepted\n"), std::string::npos) << o.out;
}

TEST_F(Orders, an_exception_that_is_none_is_status_1) {
  const Outcome refuted = selftest("orders excepted_in_vain");
  EXPECT_EQ(refuted.status, 1);
  EXPECT_NE(refuted.out.find("is an exception, and is refuted all the same"), std::string::npos) << refuted.out;
  const Outcome no_such = selftest("orders orders/correct_no_such");
  EXPECT_EQ(no_such.status, 1);
  EXPECT_NE(no_such.out.find("is an exception, and there is no such order"), std::string::npos) << no_such.out;
}

TEST_F(Orders, an_order_that_is_not_decided_is_status_1) {
  const Outcome fragile = selftest("orders orders/correct_fragile");
  EXPECT_EQ(fragile.status, 1);
  EXPECT_NE(fragile.out.find("release  relaxed  unknown (!)"), std::string::npos) << fragile.out;
  EXPECT_NE(fragile.out.find("is not decided; 2x"), std::string::npos) << fragile.out;
}

TEST_F(Orders, a_form_that_does_not_do_what_it_should_has_no_score_of_its_own) {
  for (const char* form : {"correct_crash", "correct_not_at_all"}) {
    const Outcome o = selftest(std::string("orders orders/") + form);
    EXPECT_EQ(o.status, 1) << o.out;
    EXPECT_NE(o.out.find("2x1 mutual_exclusion: without weakening"), std::string::npos) << o.out;
  }
}

TEST_F(Orders, help_teaches) {
  const Outcome o = turnstile("orders --help");
  EXPECT_EQ(o.status, 0);
  for (const char* word : {"--threads", "--budget", "--json", "seq_cst > acq_rel", "killed", "Exit status"}) {
    EXPECT_NE(o.out.find(word), std::string::npos) << word;
  }
}

TEST_F(Orders, control_c_stops_them_as_well) {
  const fs::path out = in_directory("out");
  const fs::path err = in_directory("err");
  const pid_t pid = ::fork();
  if (pid == 0) {
    static_cast<void>(std::freopen(out.c_str(), "w", stdout));
    static_cast<void>(std::freopen(err.c_str(), "w", stderr));
    ::execl(SELFTEST, "turnstile", "orders", "orders/correct_hang", nullptr);
    ::_exit(127);
  }
  const auto searches = [&] { return count_searches("exhaust", pid, "correct_hang"); };
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (searches() == 0 && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(20ms);
  EXPECT_EQ(searches(), 1);
  ::kill(pid, SIGINT);
  int status = 0;
  ::waitpid(pid, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 130);
  EXPECT_NE(content(err).find("interrupted"), std::string::npos) << content(err);
  EXPECT_EQ(searches(), 0);
}

}  // namespace

}  // namespace turnstile::tests
