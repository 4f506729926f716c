#include "proptests/support/quiet_check.hpp"

namespace turnstile {

namespace {

class Silence final : public rc::detail::TestListener {
 public:
  void onTestCaseFinished(const rc::detail::CaseDescription&) override {}
  void onShrinkTried(const rc::detail::CaseDescription&, bool) override {}
  void onTestFinished(const rc::detail::TestMetadata&, const rc::detail::TestResult&) override {}
};

}  // namespace

rc::detail::TestParams configured() { return rc::detail::configuration().testParams; }

bool holds_quietly(const std::function<void()>& property, const rc::detail::TestParams& parameters) {
  Silence silence;
  return rc::detail::checkTestable(property, rc::detail::TestMetadata{}, parameters, silence)
      .is<rc::detail::SuccessResult>();
}

}  // namespace turnstile
