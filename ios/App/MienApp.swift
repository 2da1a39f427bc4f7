#if canImport(SwiftUI)
import MienDevice
import MienFlow
import SwiftUI

/// The app: one window, one journey at a time.
@main struct MienApp: App {
    @StateObject private var model = Model()
    @Environment(\.scenePhase) private var phase

    var body: some Scene {
        WindowGroup {
            RootView(model: model)
                // Nothing of a person shows in the app switcher.
                .blur(radius: phase == .active ? 0 : 24)
                .privacySensitive()
                // Custom schemes and universal links, whether the app was running or not.
                .onOpenURL { model.send(.linked($0.absoluteString)) }
        }
        .onChange(of: phase) { now in
            if now == .background { model.send(.left) }
            if now == .active { model.refresh() }
        }
        .backgroundTask(.appRefresh(RefreshSchedule.identifier)) { [model] in
            RefreshSchedule.askAgain()
            await model.refreshed()
        }
    }
}

/// The view of the screen of the moment.
struct RootView: View {
    @ObservedObject var model: Model

    var body: some View {
        show(model.screen)
    }

    private func show(_ screen: Screen) -> AnyView {
        switch screen {
        case .code, .consent:
            AnyView(ScanView(
                screen: screen, camera: model.camera, words: model.words, send: model.send, allowCamera: model.allowCamera,
                isEnrolled: model.isEnrolled, hasProvider: model.hasProvider
            ))
        case .face(_, let view), .account(.face(_, let view), _):
            AnyView(model.guide.map {
                FaceScanView(view: view, camera: model.camera, guide: $0, send: model.send, allowCamera: model.allowCamera)
            })
        case .ended(_, let ending), .account(.ended(_, let ending), _):
            AnyView(model.guide.map { ScanEndView(ending: ending, guide: $0, send: model.send) })
        case .pad(let purpose, let count, let problem):
            AnyView(PasscodeView(purpose: purpose, count: count, problem: problem, words: model.words, send: model.send))
        case .approve(let approval, let problem):
            AnyView(ApproveView(approval: approval, problem: problem, words: model.words, send: model.send))
        case .account(let account, let problem):
            AnyView(EnrolView(screen: account, problem: problem, words: model.words, send: model.send))
        case .share(let share, let problem):
            AnyView(ShareView(share: share, problem: problem, words: model.words, send: model.send))
        case .history(let history, let problem):
            AnyView(HistoryView(history: history, problem: problem, words: model.words, send: model.send))
        case .phone(let phone):
            AnyView(PhoneView(phone: phone, devices: model.devices, words: model.words, send: model.send))
        case .draw(let purpose, let problem):
            AnyView(DrawView(purpose: purpose, problem: problem, words: model.words, send: model.send))
        case .security(let security, let problem, let done):
            AnyView(SecurityView(security: security, problem: problem, done: done, words: model.words, send: model.send))
        case .paper(let code, let problem):
            AnyView(PaperView(code: code, problem: problem, words: model.words, send: model.send))
        case .recover(let form, _, let problem):
            AnyView(RecoverView(form: form, problem: problem, words: model.words, send: model.send))
        case .turnOnAgain(let problem):
            AnyView(TurnOnAgainView(problem: problem, words: model.words, send: model.send))
        case .shut(let shut, let sure, let problem):
            AnyView(ShutView(shut: shut, sure: sure, problem: problem, words: model.words, send: model.send))
        case .busy(_, let behind):
            AnyView(ZStack {
                show(behind).disabled(true).opacity(0.4).accessibilityHidden(true)
                ProgressView(model.words.working)
            })
        case .done(let outcome):
            AnyView(DoneView(outcome: outcome, words: model.words, send: model.send))
        }
    }
}
#endif
