import Foundation
import Mien

/// The words of what opens the app, in all four languages.
extension Words {
    // The phone's prompt.
    public var promptOpen: String { say("Open Mien", "打开 Mien", "Buka Mien", "Mien ஐத் திற") }
    public var promptLogIn: String { say("Approve the login", "同意登录", "Luluskan log masuk", "உள்நுழைவை அனுமதி") }
    public var promptShare: String { say("Approve sharing", "同意共享信息", "Luluskan perkongsian", "பகிர்வை அனுமதி") }
    public var promptTurnOn: String {
        say("Turn on face or fingerprint", "开启面容或指纹", "Hidupkan wajah atau cap jari", "முகம் அல்லது கைரேகையை இயக்கு")
    }

    // Pads and grid.
    public var openTitle: String { say("Your passcode", "输入密码", "Kod laluan anda", "உங்கள் கடவு எண்") }
    public var oldTitle: String { say("Your passcode now", "当前密码", "Kod laluan sekarang", "தற்போதைய கடவு எண்") }
    public var newTitle: String { say("Choose a passcode", "设置密码", "Pilih kod laluan", "கடவு எண்ணைத் தேர்வு செய்க") }
    public var newAgainTitle: String { say("Once more", "再次输入", "Sekali lagi", "மீண்டும் ஒருமுறை") }
    public var repairTitle: String {
        say("Your passcode, to save what is whole", "输入密码以保存完好的部分", "Kod laluan, untuk menyimpan yang elok", "நல்லவற்றைச் சேமிக்க, உங்கள் கடவு எண்")
    }
    public var useBiometrics: String { say("Face or fingerprint", "面容或指纹", "Wajah atau cap jari", "முகம் அல்லது கைரேகை") }
    public var usePattern: String { say("Pattern", "图案", "Corak", "வடிவம்") }
    public var usePasscode: String { say("Use the passcode", "使用密码", "Guna kod laluan", "கடவு எண்ணைப் பயன்படுத்து") }
    public var drawChoose: String { say("Draw a pattern", "绘制图案", "Lukis corak", "வடிவத்தை வரைக") }
    public var drawHint: String {
        say("Six dots or more, with some turns", "请连接至少六个点，并有几次转折", "Enam titik atau lebih, dengan beberapa belokan", "ஆறு புள்ளிகளோ அதற்கு மேலோ, சில திருப்பங்களுடன்")
    }
    public var drawTitle: String { say("Your pattern", "绘制您的图案", "Corak anda", "உங்கள் வடிவம்") }
    public var grid: String {
        say(
            "Grid of nine dots. The passcode opens this app as well.", "九点图案。也可以使用密码解锁。",
            "Grid sembilan titik. Kod laluan juga boleh membuka aplikasi ini.", "ஒன்பது புள்ளிகள். கடவு எண்ணாலும் இந்தச் செயலியைத் திறக்கலாம்."
        )
    }
    public var cancel: String { say("Cancel", "取消", "Batal", "ரத்து") }

    // What opens the app.
    public var securityTitle: String { say("What opens this app", "解锁方式", "Cara membuka aplikasi ini", "செயலியைத் திறக்கும் வழிகள்") }
    public var passcode: String { say("Passcode", "密码", "Kod laluan", "கடவு எண்") }
    public var on: String { say("On", "已开启", "Hidup", "இயங்குகிறது") }
    public var off: String { say("Off", "已关闭", "Mati", "இயங்கவில்லை") }
    public var none: String {
        say(
            "This phone has none, or none is set up.", "本手机没有，或尚未设置。", "Telefon ini tiada, atau belum ditetapkan.",
            "இந்தக் கைபேசியில் இல்லை, அல்லது அமைக்கப்படவில்லை."
        )
    }
    public var change: String { say("Change", "更改", "Ubah", "மாற்று") }
    public var turnOn: String { say("Turn on", "开启", "Hidupkan", "இயக்கு") }
    public var turnOff: String { say("Turn off", "关闭", "Matikan", "நிறுத்து") }
    public var deleteAll: String { say("Delete everything", "删除全部数据", "Padam semuanya", "அனைத்தையும் அழி") }
    public var goOn: String { say("Continue", "继续", "Teruskan", "தொடர்க") }

    /// Where the keys live, as it is.
    public func level(_ level: SecurityLevel) -> String {
        switch level {
        case .secureElement:
            say(
                "Your keys are in a security chip of their own in this phone.", "您的密钥保存在本手机独立的安全芯片中。",
                "Kunci anda disimpan dalam cip keselamatan berasingan di telefon ini.", "உங்கள் சாவிகள் இந்தக் கைபேசியின் தனிப் பாதுகாப்புச் சில்லில் உள்ளன."
            )
        case .trustedEnvironment, .software:
            say(
                "Your keys are in files. That is for tests only.", "您的密钥保存在文件中，仅供测试。",
                "Kunci anda disimpan dalam fail. Ini untuk ujian sahaja.", "உங்கள் சாவிகள் கோப்புகளில் உள்ளன. இது சோதனைக்கு மட்டுமே."
            )
        }
    }

    /// What was done last.
    public func done(_ change: Change) -> String {
        switch change {
        case .passcode: say("Your passcode was changed.", "密码已更改。", "Kod laluan anda telah diubah.", "உங்கள் கடவு எண் மாற்றப்பட்டது.")
        case .patternOn, .biometricsOn: say("Turned on.", "已开启。", "Telah dihidupkan.", "இயக்கப்பட்டது.")
        case .recoveryOn: recoveryDoneOn
        case .recoveryOff: recoveryDoneOff
        case .keys: keysDone
        case .patternOff, .biometricsOff: say("Turned off.", "已关闭。", "Telah dimatikan.", "நிறுத்தப்பட்டது.")
        }
    }

    // After a change of faces or fingerprints.
    public var changedTitle: String {
        say("Faces or fingerprints were changed", "面容或指纹已更改", "Wajah atau cap jari telah diubah", "முகங்கள் அல்லது கைரேகைகள் மாற்றப்பட்டன")
    }
    public var changedText: String {
        say(
            "One was added or removed on this phone, so they no longer open this app. Was it you? Then turn them on again. If not, "
                + "leave them off and look at the settings of your phone.",
            "本手机上添加或删除了面容或指纹，因此它们不能再打开本应用。是您本人操作的吗？如果是，请重新开启。如果不是，请保持关闭并检查手机设置。",
            "Wajah atau cap jari telah ditambah atau dibuang pada telefon ini, jadi ia tidak lagi membuka aplikasi ini. Adakah anda "
                + "yang melakukannya? Jika ya, hidupkan semula. Jika tidak, biarkan mati dan semak tetapan telefon anda.",
            "இந்தக் கைபேசியில் ஒன்று சேர்க்கப்பட்டது அல்லது நீக்கப்பட்டது. எனவே அவை இனி இந்தச் செயலியைத் திறக்காது. "
                + "நீங்கள்தான் மாற்றினீர்களா? எனில் மீண்டும் இயக்கவும். இல்லையெனில் இயக்காமல் விட்டு, கைபேசி அமைப்புகளைச் சரிபார்க்கவும்."
        )
    }
    public var changedYes: String { say("Turn on again", "重新开启", "Hidupkan semula", "மீண்டும் இயக்கு") }
    public var changedNo: String { say("Leave off", "保持关闭", "Biarkan mati", "இயக்க வேண்டாம்") }

    /// Nothing opens, or everything shall go: the heading.
    public func title(_ shut: Shut) -> String {
        switch shut {
        case .wiped: say("Deleted for your safety", "为保护您，数据已删除", "Dipadam demi keselamatan anda", "உங்கள் பாதுகாப்பிற்காக அழிக்கப்பட்டது")
        case .restored: say("This copy does not open", "此副本无法打开", "Salinan ini tidak boleh dibuka", "இந்த நகல் திறக்காது")
        case .damaged: say("The data is damaged", "数据已损坏", "Data telah rosak", "தரவு கெட்டுவிட்டது")
        case .forgotten: say("Passcode forgotten?", "忘记密码？", "Terlupa kod laluan?", "கடவு எண் மறந்துவிட்டதா?")
        case .counterLost: counterTitle
        case .deleteAsked: say("Delete everything?", "要删除全部数据吗？", "Padam semuanya?", "அனைத்தையும் அழிக்கவா?")
        }
    }

    /// The same: what happened, and what it means.
    public func text(_ shut: Shut) -> String {
        switch shut {
        case .wiped:
            say(
                "There were ten wrong tries. Your identity on this phone was deleted, and nobody can read it.",
                "已输错十次。本手机上的身份已删除，任何人都无法读取。",
                "Terdapat sepuluh cubaan yang salah. Identiti anda pada telefon ini telah dipadam dan tiada sesiapa boleh membacanya.",
                "பத்து முறை தவறாக உள்ளிடப்பட்டது. இந்தக் கைபேசியில் உள்ள உங்கள் அடையாளம் அழிக்கப்பட்டது; யாராலும் படிக்க முடியாது."
            )
        case .restored:
            say(
                "The data of this app was restored or copied. It opens only on the phone where it was made, and only as it was left there.",
                "本应用的数据是恢复或复制而来的。它只能在原来的手机上、以原来的状态打开。",
                "Data aplikasi ini telah dipulihkan atau disalin. Ia hanya boleh dibuka pada telefon asalnya, dan hanya seperti keadaan asalnya.",
                "இந்தச் செயலியின் தரவு மீட்டெடுக்கப்பட்டது அல்லது நகலெடுக்கப்பட்டது. உருவாக்கப்பட்ட கைபேசியில், விட்ட நிலையில் மட்டுமே அது திறக்கும்."
            )
        case .damaged(repairable: true):
            say(
                "Some of it may still be readable. With your passcode, what is whole can be saved.",
                "部分数据可能仍可读取。输入密码即可保存完好的部分。",
                "Sebahagian data mungkin masih boleh dibaca. Dengan kod laluan anda, bahagian yang elok boleh disimpan.",
                "சில பகுதிகளை இன்னும் படிக்க முடியலாம். உங்கள் கடவு எண்ணால் நல்லவற்றைச் சேமிக்கலாம்."
            )
        case .damaged(repairable: false):
            say(
                "It can no longer be opened. Nobody else can read it.", "数据无法再打开，其他人也无法读取。",
                "Ia tidak lagi boleh dibuka. Tiada orang lain boleh membacanya.", "இனி அதைத் திறக்க முடியாது. வேறு யாராலும் படிக்க முடியாது."
            )
        case .counterLost: counterText
        case .forgotten(hasCode: true): forgottenWithCode
        case .forgotten(hasCode: false):
            say(
                "Nobody can read it out of this phone. What is stored here is deleted; then sign in and scan your face again.",
                "任何人都无法从本手机读出密码。本机数据将被删除，然后请重新登录并扫描面容。",
                "Tiada sesiapa boleh membacanya daripada telefon ini. Data di sini dipadam; kemudian log masuk dan imbas wajah semula.",
                "இந்தக் கைபேசியிலிருந்து அதை யாராலும் படிக்க முடியாது. இங்குள்ளது அழிக்கப்படும்; பின்பு உள்நுழைந்து முகத்தை மீண்டும் ஸ்கேன் செய்க."
            )
        case .deleteAsked:
            say(
                "Your identity, your face template and your history on this phone are deleted. They cannot be brought back.",
                "本手机上的身份、人脸模板和历史记录都将被删除，且无法恢复。",
                "Identiti, templat wajah dan sejarah anda pada telefon ini akan dipadam dan tidak boleh dipulihkan.",
                "இந்தக் கைபேசியில் உள்ள உங்கள் அடையாளம், முக வார்ப்புரு, வரலாறு ஆகியவை அழிக்கப்படும். மீட்க முடியாது."
            )
        }
    }
    public var repair: String { say("Save what is whole", "保存完好的部分", "Simpan yang elok", "நல்லவற்றைச் சேமி") }
    public var setUpAgain: String { say("Set up again", "重新设置", "Tetapkan semula", "மீண்டும் அமை") }
    public var deleteSure: String { say("Yes, delete", "是，删除", "Ya, padam", "ஆம், அழி") }

    var lastTry: String {
        say(
            "One try is left. After a wrong one, your identity on this phone is deleted.", "只剩最后一次机会。再次错误，本手机上的身份将被删除。",
            "Tinggal satu cubaan. Jika salah, identiti anda pada telefon ini akan dipadam.",
            "ஒரு முயற்சியே மீதம். அதுவும் தவறானால், இந்தக் கைபேசியில் உள்ள உங்கள் அடையாளம் அழிக்கப்படும்."
        )
    }

    func waiting(_ seconds: Int, _ left: Int?) -> String {
        let clock = String(format: "%d:%02d", seconds / 60, seconds % 60)
        let wait = say("Wait \(clock).", "请等待 \(clock)。", "Tunggu \(clock).", "\(clock) காத்திருக்கவும்.")
        guard let left else {
            return say("Too many tries.", "尝试次数过多。", "Terlalu banyak cubaan.", "பல தவறான முயற்சிகள்.") + " " + wait
        }
        return (left == 1 ? lastTry : problem(.wrongPasscode(attemptsLeft: left))) + " " + wait
    }

    func pattern(_ reason: String) -> String {
        switch reason {
        case "pattern_too_short":
            say("Connect at least six dots.", "请连接至少六个点。", "Sambung sekurang-kurangnya enam titik.", "குறைந்தது ஆறு புள்ளிகளை இணைக்கவும்.")
        case "patterns_differ":
            say("The two did not match. Draw a new one.", "两次图案不一致，请重新绘制。", "Kedua-duanya tidak sama. Lukis yang baharu.", "இரண்டும் பொருந்தவில்லை. புதிதாக வரைக.")
        case "pattern_few_turns":
            say("Too plain: turn more often.", "过于简单：请增加转折。", "Terlalu ringkas: tambah belokan.", "மிக எளிமையானது: மேலும் திருப்பங்கள் தேவை.")
        default:
            say("Too easy: many people draw it.", "过于简单：很多人使用这个图案。", "Terlalu mudah: ramai orang melukisnya.", "மிக எளிது: பலர் இதை வரைகின்றனர்.")
        }
    }
}
