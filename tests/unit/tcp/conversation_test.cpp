// A conversation without a socket: when it takes no more lines.
#include "recorder.hpp"
#include "tcp/conversation.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

using namespace avhost::tcp;

namespace {

struct Talk : host_tests::RunningHost {
    Talk()
        : RunningHost{R"({"devices":[{"id":"hall","plugin":"feedthrough"}]})"} {}
    ~Talk() { host.stop(); }

    std::shared_ptr<host::Mailbox> mailbox =
        std::make_shared<host::Mailbox>(host::Mailbox::Limits{1000, 1'000'000}, [] {});
    Conversation conversation{{host, nullptr, {}}, host::Role::set_up, {}, mailbox};
};

// How many lines it takes before it is full; 10,000 at most.
int taken(Conversation& conversation, const std::string& line) {
    int count = 0;
    while (!conversation.is_full() && count < 10'000) {
        conversation.take({line, LineEnd::lf});
        ++count;
    }
    return count;
}

} // namespace

TEST_CASE_FIXTURE(Talk, "while its answers are not sent it takes no more lines") {
    const int first = taken(conversation, "help");
    CHECK(first > 10);
    CHECK(first < 1000);
    const auto answers = conversation.next();
    CHECK(answers.size() >= 64 * 1024);
    CHECK(answers.size() < 80 * 1024);
    CHECK_FALSE(conversation.is_full());
}

TEST_CASE_FIXTURE(Talk, "while a hundred answers are due it takes no more lines") {
    CHECK(taken(conversation, "do hall.wait") == 100);
}

TEST_CASE_FIXTURE(Talk, "after the end of what comes it is over once all answers are told") {
    conversation.take({"do hall.wait", LineEnd::lf});
    conversation.end_of_input();
    CHECK(conversation.next() == "avhost 1 hall\n");
    CHECK_FALSE(conversation.is_over());
    conversation.take({"ping", LineEnd::lf}); // takes nothing more
    host.stop();
    CHECK(conversation.next().starts_with("error canceled"));
    CHECK(conversation.is_over());
}
