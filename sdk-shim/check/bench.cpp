#include "check/bench.hpp"

#include "host/checking/value_rules.hpp"
#include "host/text_file.hpp"

#include <algorithm>
#include <cctype>
#include <regex>

namespace check {

namespace {

constexpr std::chrono::seconds longest_to_ready{30};

} // namespace

host::Complain ComplaintBook::writer() {
    return [this](const host::Complaint& complaint) {
        const std::lock_guard guard(mutex_);
        complaints_.push_back(complaint);
        news_.notify_all();
    };
}

std::vector<host::Complaint> ComplaintBook::of_plugin(std::string_view rule) const {
    const std::lock_guard guard(mutex_);
    return found(rule);
}

std::vector<host::Complaint> ComplaintBook::of_plugin(std::string_view rule,
                                                      std::chrono::milliseconds time) const {
    std::unique_lock guard(mutex_);
    news_.wait_for(guard, time, [&] { return !found(rule).empty(); });
    return found(rule);
}

std::vector<host::Complaint> ComplaintBook::found(std::string_view rule) const {
    std::vector<host::Complaint> found;
    std::ranges::copy_if(complaints_, std::back_inserter(found), [&](const host::Complaint& complaint) {
        return complaint.side == host::Side::plugin && complaint.rule == rule;
    });
    return found;
}

Bench::Bench(const Context& context, Wants wants)
    : context_(context)
    , random_(context.seed) {
    try {
        // Without the schemas, which have tests of their own: this happens in each of them.
        const auto text = host::read_text_file(context.folder / "manifest.json", 1U << 20U);
        manifest_ = std::make_shared<const host::Manifest>(host::parse_manifest(text, "manifest.json"));
        file_ = std::filesystem::absolute(context.folder / manifest_->library);
        library_.emplace(file_, *manifest_);
    } catch (const host::FileError&) {
        throw Skip("the manifest cannot be read");
    } catch (const host::ManifestError&) {
        throw Skip("the manifest cannot be read");
    } catch (const host::LibraryError&) {
        throw Skip("the library cannot be loaded as a plugin");
    }
    const auto& profile = context.profile;
    if (wants == Wants::silent && !(profile && profile->silent_config)) {
        throw Skip("no profile says how to send the plugin to a server that never answers");
    }
    silent_ = wants == Wants::silent;
    if (profile) {
        surroundings_.emplace(*profile, context.program, wants == Wants::device);
        names_ = surroundings_->names();
        if (wants != Wants::code) {
            config_ = replaced(wants == Wants::silent ? *profile->silent_config : profile->config, names_);
        }
    } else if (wants == Wants::device) {
        if (!host::violations(manifest_->config, host::read_json(config_, "config")).empty()) {
            throw Skip("a device needs a config, and no profile gives one");
        }
    }
}

std::optional<dp::Value> Bench::value_for(const host::PropertySpec& property) {
    if (!property.options.empty()) {
        return property.options[random_() % property.options.size()];
    }
    return fitting(property.schema, random_);
}

std::string Bench::key_of(const std::string& form) const {
    const auto config = host::as_object(host::read_json(config_, "config"));
    std::string key;
    std::string pattern; // the same as a regular expression, for what the config does not know
    for (std::size_t at = 0; at < form.size();) {
        const auto close = form[at] == '{' ? form.find('}', at) : std::string::npos;
        if (close == std::string::npos) {
            pattern += (std::isalnum(static_cast<unsigned char>(form[at])) != 0 ? "" : "\\");
            pattern += form[at];
            key += form[at++];
            continue;
        }
        const auto name = form.substr(at + 1, close - at - 1);
        const auto value = config.isNull() ? host::Json{} : config->get(name);
        key += !value.isEmpty() && value.isString() ? value.convert<std::string>() : "first";
        pattern += "[^/]+";
        at = close + 1;
    }
    if (context_.profile) {
        const auto& profile = *context_.profile;
        const std::regex wanted(pattern);
        for (const auto& secrets : silent_ ? profile.silent_secrets : profile.secrets) {
            for (const auto& [known, value] : secrets) {
                if (std::regex_match(known, wanted)) {
                    return known;
                }
            }
        }
    }
    return key;
}

void Bench::put_secrets(MemoryHost& into) {
    const auto& profile = context_.profile;
    const auto* const all = !profile ? nullptr : silent_ ? &profile->silent_secrets : &profile->secrets;
    if (all != nullptr && !all->empty()) {
        for (const auto& [key, value] : (*all)[std::min(instances_++, all->size() - 1)]) {
            try {
                into.put_secret(key, replaced(value, names_));
            } catch (const ProfileError&) { // its service does not run in this test: nobody misses the secret
            }
        }
    }
}

std::optional<std::vector<dp::NamedValue>> Bench::params_for(const host::ActionSpec& action) {
    if (context_.profile) {
        const auto& known = context_.profile->parameters;
        if (const auto found = known.find(action.id); found != known.end()) {
            const auto object =
                host::as_object(host::read_json(replaced(found->second, names_), "parameters"));
            std::vector<dp::NamedValue> params;
            for (const auto& name : object->getNames()) {
                params.push_back({name, host::to_value(object->get(name))});
            }
            return params;
        }
    }
    return fitting_params(action.input, random_);
}

std::vector<Bench::Call> Bench::calls() {
    std::vector<Call> all;
    for (const auto& action : manifest_->actions) {
        if (auto params = params_for(action)) {
            all.push_back({&action, std::move(*params)});
        }
    }
    return all;
}

void Bench::expect_all_known() {
    std::string unknown;
    for (const auto& action : manifest_->actions) {
        if (!params_for(action)) {
            unknown += (unknown.empty() ? "" : ", ") + action.id;
        }
    }
    if (!unknown.empty()) {
        throw Skip("no parameters that fit are known, and no profile gives any, for: " + unknown);
    }
}

void Bench::expect_no_complaint(std::string_view rule) const {
    if (const auto found = book_.of_plugin(rule); !found.empty()) {
        throw Failure(found.front().text +
                      (found.size() == 1 ? "" : " (and " + std::to_string(found.size() - 1) + " more)"));
    }
}

void Bench::expect_orderly() const {
    namespace rule = host::rule;
    for (const auto one : {rule::callbacks_serial, rule::stop_waits, rule::stopped_last, rule::revisions_rise,
                           rule::completions_once, rule::snapshot_equals_batches, rule::values_well_formed,
                           rule::values_fit_manifest}) {
        expect_no_complaint(one);
    }
}

Rig::Rig(Bench& bench, MemoryHost::Stores stores)
    : bench_(bench)
    , host_(stores) {
    bench.put_secrets(host_);
    try {
        instance_.emplace(bench.table(), host_.table(), bench.book().writer());
        services_ = instance_->services();
        device_.emplace(*instance_, bench.manifest_pointer(), "first", bench.config(), recorder_,
                        bench.book().writer());
    } catch (const dp::Refusal& refusal) {
        throw Failure(std::string{"no device is to be had: "} + refusal.what());
    }
}

void Rig::start() {
    const auto before = recorder_.healths().size();
    const auto status = device_->start();
    expect(status == dp::Status::ok, "start() gives " + std::string{dp::word(status)});
    expect(recorder_.wait(bench_.context().patience,
                          [&](const Recorder& seen) { return seen.healths().size() > before; }),
           "start() is followed by no health");
}

void Rig::start_until_ready() {
    start();
    const auto is_decided = [](const Recorder& seen) {
        const auto level = seen.healths().back().level;
        return level == dp::Health::ready || level == dp::Health::bad_config; // which no waiting cures
    };
    recorder_.wait(longest_to_ready, is_decided);
    if (const auto last = recorder_.healths().back(); last.level != dp::Health::ready) {
        throw Failure("the device does not get ready: " + std::string{dp::word(last.level)} + ' ' +
                      last.cause + ": " + last.text);
    }
}

void Rig::stop() {
    const auto status = device_->stop();
    expect(status == dp::Status::ok, "stop() gives " + std::string{dp::word(status)});
}

void Rig::end() {
    device_.reset();
    instance_.reset();
}

std::size_t Rig::invoke_all(const std::vector<Bench::Call>& calls) {
    std::size_t accepted = 0;
    for (const auto& [action, params] : calls) {
        accepted += invoke(action->id, params) ? 1U : 0U;
    }
    return accepted;
}

void Rig::note(std::string text) {
    const std::lock_guard guard(mutex_);
    said_.push_back(std::move(text));
}

dp::Outcome Rig::invoke(std::string_view action, const std::vector<dp::NamedValue>& params) {
    auto outcome = device_->invoke(action, params, next_token(), 2000);
    note(outcome.text);
    return outcome;
}

dp::Outcome Rig::write(std::string_view property, const dp::Value& value) {
    auto outcome = device_->write(property, value, next_token(), 2000);
    note(outcome.text);
    return outcome;
}

void Rig::snapshot() {
    dp::Status status = dp::Status::ok;
    note(host::write_json(device_->snapshot(status).values));
}

std::vector<std::string> Rig::said() const {
    const std::lock_guard guard(mutex_);
    return said_;
}

void Rig::exercise() {
    start_until_ready();
    const auto calls = bench_.calls();
    for (const std::int32_t level : {DP_ATTENTION_LOOKING, DP_ATTENTION_BACKGROUND}) {
        device_->set_attention(level);
        invoke_all(calls);
        snapshot();
    }
    for (const auto& property : bench_.manifest().properties) {
        const auto value = bench_.value_for(property);
        if (!property.read_only && value) {
            write(property.id, *value);
        }
    }
    invoke("no_such_action", {});
    write("no_such_property", true);
    device_->cancel(last_token_ / 2);
    instance_->secret_changed("no/such/key");
    // Most of it happens; what does not end by itself is for stop().
    recorder_.wait(std::chrono::milliseconds{500},
                   [&](const Recorder& seen) { return seen.outcomes().size() >= calls.size(); });
    snapshot();
    stop();
    snapshot();
    start();
    invoke_all(calls);
    end();
}

} // namespace check
