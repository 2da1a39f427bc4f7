// The AAR: the ports over Android, the camera, and the native library of each ABI.
plugins {
    id("com.android.library")
    id("org.jetbrains.kotlin.android")
}

android {
    namespace = "org.mien.android"
    compileSdk = 35
    defaultConfig {
        minSdk = 28
        consumerProguardFiles("consumer-rules.pro")
    }
    // `cargo ndk -t arm64-v8a -t armeabi-v7a -t x86_64 -o android/sdk/src/main/jniLibs build --release -p mien-ffi`
    // with NDK r28 or newer: its libraries are aligned to 16 KB pages, which Android 15 needs. See README.md.
    packaging { jniLibs { useLegacyPackaging = false } }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
}

// The scan's words, channels and pictures, which lie beside the core.
val guidance by tasks.registering(Sync::class) {
    from(layout.projectDirectory.dir("../../core/face/guidance"))
    include("*.json")
    into(layout.buildDirectory.dir("generated/guidance/guidance"))
}
android.sourceSets["main"].assets.srcDir(layout.buildDirectory.dir("generated/guidance"))
tasks.named("preBuild") { dependsOn(guidance) }

kotlin {
    jvmToolchain(17)
}

dependencies {
    api(project(":bindings"))
    api("net.java.dev.jna:jna:5.19.1@aar")
}
