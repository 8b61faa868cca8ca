#include "host/line_session.hpp"

#include "peer_lines.hpp"
#include "recorder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <future>

using host_tests::Lines;
using host_tests::RunningHost;

namespace {

struct Contact : RunningHost {
    Contact()
        : RunningHost{R"({"devices":[{"id":"door","plugin":"contact"}]})"} {}
    Lines lines;
};

struct WithRecorder : RunningHost {
    WithRecorder()
        : RunningHost{R"({"devices":[{"id":"r","plugin":"recorder"}]})", TEST_PLUGINS} {}
    Lines lines;
};

} // namespace

TEST_CASE_FIXTURE(Contact, "commands are taken and answered in lines") {
    host::LineSession session{host, lines.send(), {}};
    session.take(R"({"device":"door","invoke":"close","params":{},"token":12,"timeout_ms":5000})");
    CHECK(lines.wait_for(R"({"device":"door","completed":12,"status":"ok","text":"","result":null})"));
    CHECK(lines.all().front() == R"({"device":"door","revision":2,"at":T,"properties":{"closed":true}})");
    session.take(R"({"device":"door","write":"closed","value":false,"token":12})"); // free again
    CHECK(lines.wait_for(R"({"device":"door","revision":3,"at":T,"properties":{"closed":false}})"));
    session.take(R"({"device":"door","snapshot":true})");
    CHECK(lines.wait_for(R"({"device":"door","snapshot":{"closed":false},"revision":3,"at":T})"));
}

TEST_CASE_FIXTURE(Contact, "a browser is told first what there is and how it is") {
    host::LineSession session{host, lines.send(), {.introduce = true, .quit = {}}};
    REQUIRE(lines.wait_for(R"({"device":"door","snapshot":{"closed":false},"revision":1,"at":T})"));
    const auto all = lines.all();
    REQUIRE(all.size() == 3);
    CHECK(all[0].starts_with(
        R"({"site":{"devices":[{"id":"door","title":"Virtual contact","name":"Virtual contact","properties":{"closed":{)"));
    CHECK(all[1] == R"({"device":"door","health":"ready","cause":"ok","text":""})");
}

TEST_CASE_FIXTURE(Contact, "a line that cannot be taken is answered with an error line") {
    host::LineSession session{host, lines.send(), {}};
    session.take("hello");
    session.take(R"({"device":"window","snapshot":true})");
    session.take(R"({"quit":true})");
    session.take(std::string(host::LineSession::longest_line + 1, ' '));
    const auto all = lines.all();
    REQUIRE(all.size() == 4);
    CHECK(all[0].ends_with(R"(,"line":"hello"})"));
    CHECK(all[1].starts_with(R"({"error":"device: expected a device of this site; there is no \"window\"")"));
    CHECK(all[2].starts_with(R"({"error":"quit: expected from the one who started the host")"));
    CHECK(all[3].starts_with(R"({"error":"expected a line of at most 64 KiB")"));
    CHECK(all[3].size() < 300);
}

TEST_CASE_FIXTURE(Contact, "quit is for the peer that may") {
    int quits = 0;
    host::LineSession session{host, lines.send(), {.introduce = false, .quit = [&] { ++quits; }}};
    session.take(R"({"quit":true})");
    CHECK(quits == 1);
    CHECK(lines.all().empty());
}

TEST_CASE_FIXTURE(WithRecorder, "a token that is pending is not taken twice, and another peer's is another") {
    Lines other_lines;
    host::LineSession session{host, lines.send(), {}};
    host::LineSession other{host, other_lines.send(), {}};
    const std::string wait = R"({"device":"r","invoke":"wait","token":1})";
    session.take(wait);
    session.take(wait);
    other.take(wait);
    CHECK(lines.all() ==
          std::vector<std::string>{
              R"({"error":"token: expected one that is not pending","line":"{\"device\":\"r\",)"
              R"(\"invoke\":\"wait\",\"token\":1}"})"});
    host.stop();
    const std::string canceled =
        R"({"device":"r","completed":1,"status":"canceled","text":"","result":null})";
    const auto all = lines.all();
    CHECK(std::count(all.begin(), all.end(), canceled) == 1);
    CHECK(other_lines.wait_for(canceled));
}

TEST_CASE_FIXTURE(WithRecorder, "a peer cancels its own tokens and nobody else's") {
    Lines other_lines;
    host::LineSession session{host, lines.send(), {}};
    host::LineSession other{host, other_lines.send(), {}};
    session.take(R"({"device":"r","invoke":"wait","token":1})");
    other.take(R"({"device":"r","invoke":"wait","token":2})");
    session.take(R"({"device":"r","cancel":2})");
    session.take(R"({"device":"r","cancel":1})");
    CHECK(lines.wait_for(R"({"device":"r","completed":1,"status":"canceled","text":"","result":null})"));
    CHECK(other_lines.all().empty());
    session.take(R"({"device":"nobody","cancel":1})");
    CHECK(lines.wait_for(R"({"error":"device: expected a device of this site; there is no \"nobody\"",)"
                         R"("line":"{\"device\":\"nobody\",\"cancel\":1}"})"));
}

TEST_CASE_FIXTURE(WithRecorder, "a peer that is gone watches nothing and is sent nothing") {
    {
        host::LineSession session{host, lines.send(), {}};
        session.take(R"({"device":"r","attention":"looking"})");
        session.take(R"({"device":"r","invoke":"wait","token":1})");
        CHECK(lines.wait_for(R"({"device":"r","revision":1,"at":T,"properties":{"attention":2}})"));
    }
    const auto count = lines.all().size();
    REQUIRE(recorder->wait_for<host::Batch>([](const auto& batch) {
        return batch.changed.front() == dp::NamedValue{"attention", std::int64_t{DP_ATTENTION_BACKGROUND}};
    }));
    host.stop();
    CHECK(lines.all().size() == count);
}

TEST_CASE_FIXTURE(Contact, "a peer that goes while something happens is sent nothing more") {
    // Holds the host between a batch and the peer, so that the peer goes in just that moment.
    struct Gate : host::Subscriber {
        void on_happening(const host::Happening& happening) override {
            if (std::holds_alternative<host::Batch>(happening)) {
                reached.set_value();
                opened.get_future().wait();
            }
        }
        std::promise<void> reached;
        std::promise<void> opened;
    };
    const auto gate = std::make_shared<Gate>();
    host.subscribe(gate);
    auto session = std::make_unique<host::LineSession>(host, lines.send(), host::LineSession::Options{});
    host.invoke({recorder, 1}, "door", "close", {}, 0);
    gate->reached.get_future().wait();
    session.reset();
    gate->opened.set_value();
    host.stop();
    CHECK(lines.all().empty());
}
