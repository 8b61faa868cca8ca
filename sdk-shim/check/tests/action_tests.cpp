// Every action and every property that can be set, with what fits and with what does not.
#include "check/bench.hpp"

#include <algorithm>

namespace check {

namespace {

struct Ready {
    explicit Ready(const Context& context)
        : bench(context, Bench::Wants::device)
        , rig(bench) {
        rig.start_until_ready();
    }

    dp::Outcome invoke(const host::ActionSpec& action, const std::vector<dp::NamedValue>& params) {
        return rig.device().invoke(action.id, params, rig.next_token(), 2000);
    }
    // At the end: what could not be tried is no pass.
    void expect_all_tried() { bench.expect_all_known(); }
    // Calls try_it(action, name, schema, params without name) for each parameter.
    template <typename Try>
    void each_parameter(Try try_it) {
        for (const auto& action : bench.manifest().actions) {
            const auto whole = bench.params_for(action);
            if (!whole) {
                continue;
            }
            for (const auto& [name, schema] : action.input.properties) {
                auto others = *whole;
                std::erase_if(others, [&, &id = name](const dp::NamedValue& one) { return one.name == id; });
                try_it(action, name, schema, std::move(others));
            }
        }
    }

    Bench bench;
    Rig rig;
};

void expect_status(const dp::Outcome& outcome, dp::Status wanted, const std::string& what) {
    expect(outcome.status == wanted, what + " gives " + std::string{dp::word(outcome.status)} + " (" +
                                         outcome.text + ") in place of " + std::string{dp::word(wanted)});
}

// What speaks of the call and not of the moment: a good call must not get it.
bool is_misunderstood(dp::Status status) {
    using enum dp::Status;
    return status == bad_argument || status == unknown_id || status == wrong_type || status == out_of_range ||
           status == wrong_state || status == internal;
}

void valid(const Context& context) {
    Ready ready(context);
    std::size_t accepted = 0;
    for (int round = 0; round < 3; ++round) {
        for (const auto& [action, params] : ready.bench.calls()) {
            const auto outcome = ready.invoke(*action, params);
            expect(!is_misunderstood(outcome.status), action->id + " with parameters that fit gives " +
                                                          std::string{dp::word(outcome.status)} + ": " +
                                                          outcome.text);
            accepted += outcome ? 1U : 0U;
        }
    }
    ready.rig.stop();
    expect(ready.rig.recorder().outcomes().size() == accepted,
           std::to_string(accepted) + " calls were accepted, " +
               std::to_string(ready.rig.recorder().outcomes().size()) + " came to an outcome");
    ready.expect_all_tried();
}

void missing(const Context& context) {
    Ready ready(context);
    ready.each_parameter([&](const auto& action, const auto& name, const auto&, auto others) {
        if (std::ranges::find(action.input.required, name) != action.input.required.end()) {
            expect_status(ready.invoke(action, others), dp::Status::bad_argument,
                          action.id + " without " + name);
        }
    });
    ready.expect_all_tried();
}

void extra(const Context& context) {
    Ready ready(context);
    for (auto [action, params] : ready.bench.calls()) {
        auto surplus = params;
        surplus.push_back({"surplus", true});
        expect_status(ready.invoke(*action, surplus), dp::Status::bad_argument,
                      action->id + " with a surplus parameter");
        if (!params.empty()) {
            params.push_back(params.front());
            expect_status(ready.invoke(*action, params), dp::Status::bad_argument,
                          action->id + " with " + params.front().name + " twice");
        }
    }
    ready.expect_all_tried();
}

void wrong_type(const Context& context) {
    Ready ready(context);
    ready.each_parameter([&](const auto& action, const auto& name, const auto& schema, auto others) {
        if (const auto value = of_other_type(schema)) {
            others.push_back({name, *value});
            expect_status(ready.invoke(action, others), dp::Status::wrong_type,
                          action.id + '/' + name + " of another type");
        }
    });
    ready.expect_all_tried();
}

void out_of_range(const Context& context) {
    Ready ready(context);
    ready.each_parameter([&](const auto& action, const auto& name, const auto& schema, auto others) {
        if (const auto value = out_of_bounds(schema)) {
            others.push_back({name, *value});
            expect_status(ready.invoke(action, others), dp::Status::out_of_range,
                          action.id + '/' + name + " outside its bounds");
        }
    });
    ready.expect_all_tried();
}

void writes(const Context& context) {
    Ready ready(context);
    for (const auto& property : ready.bench.manifest().properties) {
        const auto write = [&](const dp::Value& value) {
            return ready.rig.device().write(property.id, value, ready.rig.next_token(), 2000);
        };
        if (property.read_only) {
            continue; // see manifest-matches-binary
        }
        if (const auto value = ready.bench.value_for(property)) {
            const auto outcome = write(*value);
            expect(!is_misunderstood(outcome.status), "writing a value that fits to " + property.id +
                                                          " gives " + std::string{dp::word(outcome.status)} +
                                                          ": " + outcome.text);
        }
        if (const auto value = of_other_type(property.schema)) {
            expect_status(write(*value), dp::Status::wrong_type, "writing another type to " + property.id);
        }
        if (const auto value = out_of_bounds(property.schema)) {
            expect_status(write(*value), dp::Status::out_of_range,
                          "writing beyond the bounds of " + property.id);
        }
    }
}

constexpr std::chrono::seconds limit{120};

} // namespace

std::vector<Test> action_tests() {
    return {
        {"actions-valid", "Every action takes parameters that fit, and comes to an outcome.", limit, valid},
        {"actions-missing-parameter", "An action without a needed parameter is refused.", limit, missing},
        {"actions-extra-parameter", "An action with a surplus or repeated parameter is refused.", limit,
         extra},
        {"actions-wrong-type", "A parameter of another type is refused for that.", limit, wrong_type},
        {"actions-out-of-range", "A parameter outside its bounds is refused for that.", limit, out_of_range},
        {"writes", "Properties take what fits, and refuse the rest for the right reason.", limit, writes},
    };
}

} // namespace check
