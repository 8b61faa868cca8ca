#include "check/runner.hpp"

#include "check/child.hpp"
#include "check/service.hpp"
#include "host/json_text.hpp"
#include "host/text_file.hpp"

#include <algorithm>
#include <iostream>
#include <list>

#include <poll.h>

namespace check {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view mark = "{\"plugin-check\":"; // begins the verdict: a plugin may print as well

std::string verdict_line(Verdict verdict, const std::string& text) {
    return std::string{mark} + host::json_quoted(word(verdict)) + ",\"text\":" + host::json_quoted(text) +
           "}";
}

// The last lines of what a test said on stderr: a sanitizer's report, an assertion.
std::string tail_of(const std::filesystem::path& file) {
    try {
        auto text = host::read_text_file(file, 4U << 20U);
        constexpr std::size_t most = 2000;
        if (text.size() > most) {
            text.erase(0, text.size() - most);
        }
        return text.empty() ? text : "\n" + text;
    } catch (const host::FileError&) {
        return {};
    }
}

// In the process of its own: prints the verdict as one JSON line, and gives its exit status.
int run_here(const Test& test, const Context& context) {
    auto verdict = Verdict::passed;
    std::string text;
    try {
        test.run(context);
    } catch (const Skip& skip) {
        verdict = Verdict::skipped;
        text = skip.what();
    } catch (const std::exception& failure) {
        verdict = Verdict::failed;
        text = failure.what();
    }
    std::cout << verdict_line(verdict, text) << std::endl;
    return 0;
}

// A test at work in a process of its own.
struct Running {
    Running(const Test& test, const Context& context, std::size_t at_)
        : at(at_)
        , begin(Clock::now())
        , until(begin + test.limit)
        , child([&] { return run_here(test, context); }, errors().string()) {}

    std::filesystem::path errors() const { return scratch.path() / "errors"; }

    std::size_t at; // in the list
    Scratch scratch;
    Clock::time_point begin;
    Clock::time_point until;
    Child child;
};

Outcome too_late(const Test& test, Running& running) {
    running.child.kill_now();
    return {test.id,
            test.sentence,
            Verdict::failed,
            "it was not done within " + std::to_string(test.limit.count()) + " s" + tail_of(running.errors()),
            {}};
}

// How a test came out whose output is at its end.
Outcome outcome_of(const Test& test, Running& running) {
    const auto ending = running.child.wait(std::chrono::seconds{10});
    if (!ending) {
        return too_late(test, running);
    }
    Outcome outcome{test.id, test.sentence, Verdict::failed, "", {}};
    const auto& said = running.child.text();
    const auto at = said.rfind(mark);
    if (at != std::string::npos) {
        try {
            const auto verdict =
                host::as_object(host::read_json(said.substr(at, said.find('\n', at) - at), "verdict"));
            const auto given = verdict->getValue<std::string>("plugin-check");
            outcome.text = verdict->getValue<std::string>("text");
            outcome.verdict = given == "passed"    ? Verdict::passed
                              : given == "skipped" ? Verdict::skipped
                                                   : Verdict::failed;
        } catch (const std::exception&) { // the plugin printed something like it
            outcome.text = "the verdict cannot be read";
        }
    }
    if (ending->by_signal || ending->number != 0 || at == std::string::npos) {
        // It may well have said "passed" and have crashed on its way out.
        outcome.verdict = Verdict::failed;
        outcome.text += (outcome.text.empty() ? "" : "; ") + text_of(*ending) + tail_of(running.errors());
    }
    return outcome;
}

// Until one of them has said something or is out of time.
void wait_for_news(const std::list<Running>& all) {
    std::vector<pollfd> news;
    auto first = Clock::time_point::max();
    for (const auto& one : all) {
        news.push_back({one.child.output(), POLLIN, 0});
        first = std::min(first, one.until);
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(first - Clock::now()).count();
    ::poll(news.data(), news.size(), static_cast<int>(std::max<std::int64_t>(left, 0)) + 1);
}

} // namespace

// One thread: the tests run in copies of this process, and a copy has no thread but the one that made it.
std::vector<Outcome> run_all(const std::vector<Test>& tests, const Context& context, unsigned at_once,
                             const std::function<void(const Outcome&)>& told) {
    std::vector<Outcome> outcomes(tests.size());
    std::list<Running> running;
    const auto note = [&](std::size_t at, Outcome outcome, Clock::time_point begin) {
        outcome.took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
        outcomes[at] = std::move(outcome);
        told(outcomes[at]);
    };
    for (std::size_t next = 0; next < tests.size() || !running.empty();) {
        while (next < tests.size() && running.size() < at_once) {
            const auto& test = tests[next];
            try {
                running.emplace_back(test, context, next);
            } catch (const std::exception& trouble) { // no process is to be had
                note(next, {test.id, test.sentence, Verdict::failed, trouble.what(), {}}, Clock::now());
            }
            ++next;
        }
        wait_for_news(running);
        for (auto one = running.begin(); one != running.end();) {
            const bool ended = one->child.at_end();
            if (ended || Clock::now() >= one->until) {
                note(one->at, ended ? outcome_of(tests[one->at], *one) : too_late(tests[one->at], *one),
                     one->begin);
                one = running.erase(one);
            } else {
                ++one;
            }
        }
    }
    return outcomes;
}

} // namespace check
